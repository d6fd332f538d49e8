import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import type { LocalServer } from "#lib/local-server";
import { sslmodeFor, type Target } from "#lib/domain/target";

export const command = defineCommand({
  name: "local-server",
  summary: "Tell the Pulumi program, target local, of the local database server",
  details:
    "It is started when it is ours to start. Prints as JSON what the program needs to know, with the password.",
  on: "database",
  options: {
    provision: {
      type: "flag",
      summary: "roles, database, migrations, grants and, when new, seeds too",
    },
  },
  changes: false,
  reach: "local",
  json: false,
  async run({ target, print }, options) {
    if (!options.provision) return print(JSON.stringify(await describe(target)));
    const { provision } = await import("#database/provision");
    const { created, migrations } = await provision(target.parameters, target.maintenance, {
      // The program has made the roles by now, or adopted those that `describe` has looked at.
      kind: "embedded",
    });
    print(JSON.stringify({ created, migrations }));
  },
});

async function describe(target: Target): Promise<LocalServer> {
  const { parameters, maintenance } = target;
  const { rolePasswords } = await import("#database/access/role-passwords");
  const { withClient } = await import("#database/connection/connect");
  const { ROLES } = await import("#lib/domain/access");
  const { host, port, user, password, database } = parameters;
  return withClient({ ...parameters, database: maintenance }, "pulumi", async (client) => {
    await rolePasswords(client, target, { command: "db:setup" });
    const { rows } = await client.query<{ systemId: string; exists: boolean; roles: string[] }>(
      `select system_identifier::text as "systemId",
         exists (select from pg_database where datname = $1) as exists,
         array(select rolname::text from pg_roles where rolname = any ($2) order by 1) as roles
       from pg_control_system()`,
      [database, ROLES.map(({ name }) => name)],
    );
    const { systemId, exists, roles } = rows[0]!;
    const sslmode = sslmodeFor(parameters);
    return { host, port, user, password, database, maintenance, sslmode, systemId, exists, roles };
  });
}

await runCommand(command, import.meta.filename);
