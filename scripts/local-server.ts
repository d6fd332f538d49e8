/**
 * For the Pulumi program, target local: tells of the local database server, which it starts when it is ours to start.
 *
 *   node scripts/launch.cjs local-server               what the program needs to know, as JSON with the password
 *   node scripts/launch.cjs local-server --provision   roles, database, migrations, grants and, when new, seeds too
 */
import { withClient } from "#database/connection/connect";
import { provision } from "#database/provision";
import { ROLES } from "#lib/domain/access";
import { RefusedError } from "#lib/errors";
import type { LocalServer } from "#lib/local-server";
import { runMain } from "#cli/run-main";
import { sslmodeFor, type Target } from "#lib/domain/target";
import { openTarget } from "#targets/open-target";

async function describe({ parameters, maintenance }: Target): Promise<LocalServer> {
  const { host, port, user, password, database } = parameters;
  return withClient({ ...parameters, database: maintenance }, "pulumi", async (client) => {
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

async function main(): Promise<void> {
  const [option, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || !(option === undefined || option === "--provision")) {
    throw new RefusedError(
      `${process.argv.slice(2).join(" ")} is no option.`,
      "Give --provision or nothing.",
    );
  }
  const note = (text: string) => void process.stderr.write(`${text}\n`);
  const target = await openTarget("local", { env: process.env, note });
  if (option === undefined) {
    process.stdout.write(`${JSON.stringify(await describe(target))}\n`);
    return;
  }
  const { created, migrations } = await provision(target.parameters, target.maintenance);
  process.stdout.write(`${JSON.stringify({ created, migrations })}\n`);
}

await runMain(main, import.meta.filename);
