import * as command from "@pulumi/command";
import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { OWNER } from "#lib/domain/access";
import type { LocalServer } from "#lib/local-server";
import { DatabaseAccess } from "./schema/roles.ts";
import { DatabaseGrants } from "./schema/grants.ts";
import type { PostgresqlConnection } from "./schema/provider.ts";
import { schemaHash } from "./schema/hash.ts";

/** The outputs of a local stack. The password is known to the chores, which need none of this. */
export interface LocalStackOutputs {
  readonly environment: "local";
  readonly databaseHost: string;
  readonly databasePort: number;
  readonly databaseName: string;
}

const SCRIPT = "node scripts/launch.cjs local-server";

/**
 * The stack of target local: the local copy's database with the access model, which `npm start` then finds as it would
 * have made it. A preview starts the server too, since the program has to know what is there. Nothing is ever dropped:
 * `pulumi destroy` forgets the database, `npm run reset` deletes it.
 */
export async function localStack(): Promise<LocalStackOutputs> {
  const server = await describeServer();
  const access = new DatabaseAccess("cruddur-access", {
    connection: connectionTo(server),
    existing: server.roles,
  });
  const database = new postgresql.Database(
    "cruddur-database",
    {
      name: server.database,
      owner: OWNER,
      // A cluster's own default may be SQL_ASCII where the locale is C.
      encoding: "UTF8",
      template: "template0",
      allowConnections: true,
      connectionLimit: -1,
      isTemplate: false,
      alterObjectOwnership: false,
    },
    {
      ...access.onServer,
      dependsOn: [access],
      // How it was made cannot be seen any more, and to make it again is to empty it. A start makes it a template, which
      // nobody drops.
      ignoreChanges: [
        "template",
        "encoding",
        "lcCollate",
        "lcCtype",
        "tablespaceName",
        "isTemplate",
      ],
      ...(server.exists ? { import: server.database } : {}),
    },
  );
  const provision = new command.local.Command(
    "cruddur-provision",
    {
      create: `${SCRIPT} --provision`,
      triggers: [server.systemId, server.database, schemaHash()],
      logging: command.types.enums.local.Logging.Stderr,
    },
    { dependsOn: [access, database] },
  );
  new DatabaseGrants("cruddur-grants", {
    access,
    database: server.database,
    after: [provision],
  });
  return {
    environment: "local",
    databaseHost: server.host,
    databasePort: server.port,
    databaseName: server.database,
  };
}

/** Run by the engine's provider at each preview and update; what it prints is kept nowhere. */
async function describeServer(): Promise<LocalServer> {
  const { stdout } = await command.local.run({
    command: SCRIPT,
    logging: command.types.enums.local.Logging.None,
  });
  return JSON.parse(stdout) as LocalServer;
}

function connectionTo(server: LocalServer): PostgresqlConnection {
  const { host, port, user, password, maintenance: database, sslmode } = server;
  return {
    server: "own",
    host,
    port,
    user,
    password: pulumi.secret(password),
    database,
    sslmode: sslmode as PostgresqlConnection["sslmode"],
  };
}
