import * as aws from "@pulumi/aws";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { ROLES } from "#lib/domain/access";
import { MASTER_USER } from "#lib/domain/master-user";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { DatabaseAccess } from "./roles.ts";
import { DatabaseGrants } from "./grants.ts";
import { DATABASE_NAME } from "../database/names.ts";
import type { Database } from "../database/database.ts";
import type { NodeFunction } from "../functions/node-function.ts";
import { rdsAuthoritiesFile } from "./rds-authorities.ts";
import { accessHash, migrationsHash } from "./hash.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface SchemaArgs {
  config: Pick<AwsConfig, "environment" | "stack" | "region">;
  database: Pick<
    Database,
    "host" | "port" | "resourceId" | "masterSecretArn" | "resource" | "ready"
  >;
  /** The function `migrator`, which works from inside the database's network. */
  migrator: Pick<NodeFunction, "name"> & pulumi.Resource;
  /** The resource that lets Pulumi connect; undefined for a private database, which only the migrator reaches. */
  developerAccess?: pulumi.Resource | undefined;
  /** Whether the database comes from a snapshot or from backups, with its roles. @default false */
  isRestored?: boolean;
  transform?: { migrations?: Transform<aws.lambda.InvocationArgs> };
}

/**
 * Roles, tables and privileges, in the one order in which the first `up` works and every later one: roles and settings
 * by the migrator as the master user, migrations by the migrator as the schema's owner, which give new tables their
 * grants with them. Where Pulumi can connect, roles before and grants after are resources too, so that a preview shows
 * what changes and a refresh what somebody else did.
 *
 * A migration that fails fails the `up`, with file and line; the schema stays as it was, and so do the functions, which
 * depend on `ready`.
 */
export class Schema extends pulumi.ComponentResource {
  /** Resources that must be there before a function may run: for `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: SchemaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Schema", name, {}, opts);
    const { config, database, migrator, developerAccess, isRestored = false } = args;
    const { environment, stack, region } = config;

    // The roles of a restored database are there already, as they were: SQL makes them what the model says, and Pulumi
    // takes them over as they are then. Those of a new one it makes itself.
    const connected = (after: readonly pulumi.Resource[]) =>
      developerAccess &&
      new DatabaseAccess(
        `${name}-access`,
        {
          connection: {
            server: "rds",
            host: database.host,
            port: database.port,
            user: MASTER_USER,
            password: this.#masterPassword(database.masterSecretArn),
            database: DATABASE_NAME,
            sslmode: "verify-full",
            sslrootcert: rdsAuthoritiesFile(region),
          },
          heldBy: database.resource,
          existing: isRestored ? ROLES.map((role) => role.name) : [],
          after: [...database.ready, developerAccess, ...after],
        },
        { parent: this },
      );
    const first = isRestored ? undefined : connected([]);

    // It reads the password at the moment of use, so that no state and no plan holds it.
    const roles = new command.local.Command(
      `${name}-roles`,
      {
        create: "node scripts/launch.cjs db-access",
        environment: {
          CRUDDUR_REGION: region,
          CRUDDUR_SECRET_ARN: database.masterSecretArn,
          CRUDDUR_MIGRATOR: migrator.name,
        },
        triggers: [accessHash(), database.resourceId],
        logging: command.types.enums.local.Logging.Stderr,
      },
      { parent: this, dependsOn: [...database.ready, migrator, ...(first ? [first] : [])] },
    );
    const access = isRestored ? connected([roles]) : first;

    const migrations = new aws.lambda.Invocation(
      `${name}-migrations`,
      applyTransform<aws.lambda.InvocationArgs>(
        {
          functionName: migrator.name,
          input: JSON.stringify({ action: "migrate", environment, stack }),
          triggers: {
            migrations: migrationsHash(),
            access: accessHash(),
            database: database.resourceId,
          },
          // Only a new invocation migrates: an update or a destroy calls nothing.
          lifecycleScope: "CREATE_ONLY",
        },
        args.transform?.migrations,
      ),
      { parent: this, dependsOn: [roles, migrator] },
    );

    if (access) {
      new DatabaseGrants(
        `${name}-grants`,
        { access, database: DATABASE_NAME, after: [migrations] },
        { parent: this },
      );
    }
    this.ready = [migrations];
    this.registerOutputs({});
  }

  /** Of the secret that RDS keeps; it changes each week, and the provider's configuration with it. */
  #masterPassword(secretArn: pulumi.Output<string>): pulumi.Output<string> {
    const { secretString } = aws.secretsmanager.getSecretVersionOutput(
      { secretId: secretArn },
      { parent: this },
    );
    return pulumi.secret(
      secretString.apply((text) => (JSON.parse(text) as { password: string }).password),
    );
  }
}
