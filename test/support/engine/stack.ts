import { startEngineDatabase, type EngineDatabase } from "./database.ts";
import { environmentAt } from "../environment-at.ts";
import { EngineProject, type ProjectOptions } from "./engine.ts";
import { signedIn } from "../plans/signed-in.ts";
import { StandInApi } from "../stand-in-aws/api.ts";
import { StandInAccount } from "../stand-in-aws/account.ts";
import { StandInDatabases } from "../stand-in-aws/databases.ts";

/** The whole program on the stand-in: its account, its API and a PostgreSQL. */
export interface EngineStack {
  readonly project: EngineProject;
  readonly account: StandInAccount;
  readonly database: EngineDatabase;
  /** The server's databases as the account has them. */
  readonly databases: StandInDatabases;
  /** Ends and removes all of it. */
  stop(): Promise<void>;
}

/** Everything that a stack of the program needs; nothing is up yet. */
export async function startEngineStack(
  options: Pick<ProjectOptions, "stack" | "config"> = {},
): Promise<EngineStack> {
  const database = await startEngineDatabase();
  const project = new EngineProject({ ...options, server: database.server });
  const { account } = project;
  const databases = new StandInDatabases(account.directory, database.server);
  const api = await StandInApi.start(account, databases);
  project.setEnvironment({
    // The middle of a period of the lease: a second up that is to change nothing must not meet its end.
    ...environmentAt(new Date("2026-06-01T13:00:00Z")),
    ...(await signedIn()),
    AWS_ENDPOINT_URL: api.url,
    AWS_EC2_METADATA_DISABLED: "true",
  });
  // Nobody on this machine can tell a public address, and RDS's authorities have not signed for the stand-in.
  project.edit("lib/public-address.ts", (text) =>
    text.replaceAll(/"https:\/\/[^"]+"/g, (_source, at) => `"${api.url}/address?${at}"`),
  );
  project.edit("lib/connection/rds-certificates.ts", (text) =>
    text.replace(
      "export function regionalCa(region: string): string {",
      `$&\n  if (region) return ${JSON.stringify(database.ca)};`,
    ),
  );
  return {
    project,
    account,
    database,
    databases,
    async stop() {
      project.remove();
      await api.stop();
      await database.stop();
    },
  };
}
