import { connectionUrlFor } from "#lib/connection/url";
import type { Target } from "#lib/domain/target";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import type { BackupChoice } from "#database/backup/backup";
import type { Consent } from "#database/fence/fence";
import { dropDatabase } from "#database/replacement/swap";
import { Steps } from "#lib/terminal/steps";
import type pg from "pg";
import { testServer } from "./databases.ts";
import { someTarget } from "./some-target.ts";

let count = 0;

/** A local target on the run's server, with a database name of its own; the database does not exist yet. */
export async function localTarget(overrides: Partial<Target> = {}): Promise<Target> {
  const { maintenance, ...server } = await testServer();
  count += 1;
  const parameters = { ...server, database: `target_${process.pid}_${count}x` };
  return someTarget({ parameters, maintenance, ...overrides });
}

/** CONNECTION_URL of a target's database. */
export function urlOf({ parameters }: Target): string {
  return connectionUrlFor({ ...parameters, parameters: { sslmode: "disable" } });
}

/** Consent of a machine, with what it was told. */
export function consentOf(confirm?: string): Consent & { readonly notes: string[] } {
  const notes: string[] = [];
  return { confirm, interactive: false, note: (text) => notes.push(text), notes };
}

export const silentSteps = () => new Steps({ started: () => {}, ended: () => {} });

/** A choice about a backup, with what is told about it. */
export function backupChoice(
  stateDirectory: string,
  more: Partial<BackupChoice> & { readonly dryRun?: boolean } = {},
): BackupChoice & { readonly notes: string[] } {
  const { dryRun = false, ...choice } = more;
  const notes: string[] = [];
  const watchInterrupt = () => ({ requested: new Promise<void>(() => {}), check: () => {} });
  const note = (text: string) => void notes.push(text);
  const steps = silentSteps();
  const context = { dryRun, note, stateDirectory, steps, watchInterrupt };
  return { noBackup: false, context, notes, ...choice };
}

/** Work on the target's database, or on another one of its server. */
export function within<T>(
  target: Target,
  work: (client: pg.Client) => Promise<T>,
  database = target.parameters.database,
): Promise<T> {
  const parameters: ConnectionParameters = { ...target.parameters, database };
  return withClient(parameters, "test", work);
}

/** The databases of a target's name that there are, by what comes after it: "", "_prev", "_next". */
export async function endingsOf(target: Target): Promise<string[]> {
  const { database } = target.parameters;
  const { rows } = await within(
    target,
    (client) =>
      client.query<{ datname: string }>(
        "select datname from pg_database where starts_with(datname, $1) order by datname",
        [database],
      ),
    target.maintenance,
  );
  return rows.map(({ datname }) => datname.slice(database.length));
}

/** Drops everything of a target. */
export async function removeTarget(target: Target): Promise<void> {
  for (const ending of await endingsOf(target)) {
    const name = target.parameters.database + ending;
    await within(target, (client) => dropDatabase(client, name), target.maintenance);
  }
}
