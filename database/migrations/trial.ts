import type pg from "pg";
import { RefusedError } from "#lib/errors";
import { runFile } from "../connection/run-file.ts";
import { asOwner } from "../provision.ts";
import { readMigration, type Direction, type Migration } from "./file.ts";
import { lossOf } from "./loss/loss-of.ts";
import { mendSequences, sequencesIn } from "./loss/sequences.ts";
import { explained } from "./migrate.ts";
import { MIGRATION_LOCK, somebodyElse } from "./runner.ts";

/** The loss by migrations, in lines; none when both are empty. */
export interface Loss {
  readonly lost: readonly string[];
  /** Of those that run outside of a transaction and so were not tried. */
  readonly untried: readonly string[];
}

export const linesOf = ({ lost, untried }: Loss): string[] => [...lost, ...untried];

/** The refusal of a loss that nobody has agreed to. `again` is what to type instead. */
export function refusedLoss(chore: string, loss: Loss, again: string): RefusedError {
  const headline =
    loss.lost.length > 0 ? `${chore} would lose data` : `What ${chore} would lose is not known`;
  const lines = linesOf(loss).map((line) => `\n  ${line}`);
  return new RefusedError(
    `${headline}. Nothing was done.${lines.join("")}`,
    `If you mean it: ${again}`,
  );
}

interface Trial {
  readonly direction: Direction;
  /** Whether the loss is looked for; otherwise it is none. @default true */
  readonly compare?: boolean;
  /** Called first, under the lock. */
  check?(): Promise<void>;
  /** Told of what takes long. */
  note(text: string): void;
  /** Given the loss, says whether to keep what was done; work of its own is in the same transaction. */
  keep(loss: Loss): Promise<boolean>;
}

/**
 * Runs parts of migrations in one transaction, under the lock that every change of the schema takes. What is not kept
 * leaves everything as it was, sequences too. Between the comparison and the end nobody can write a value.
 *
 * @throws RefusedError that names who holds the lock, and a UserError with file and line of what fails
 */
export async function trial(
  client: pg.Client,
  migrations: readonly Migration[],
  { direction, compare = true, check, note, keep }: Trial,
): Promise<Loss> {
  const parts: { readonly sql: string; readonly migration: Migration }[] = [];
  const untried: string[] = [];
  for (const migration of migrations) {
    const { inTransaction, ...text } = await readMigration(migration.file);
    // What comes after one that cannot be tried may need what that one does.
    if (inTransaction && untried.length === 0) {
      parts.push({ sql: text[direction]?.sql ?? "", migration });
    } else untried.push(migration.name);
  }
  const work = async () => {
    for (const { sql, migration } of parts) {
      await explained(client, direction, [migration], () =>
        asOwner(client, () => runFile(client, sql)),
      );
    }
  };
  const sequences = await sequencesIn(client);
  await client.query("begin");
  try {
    await lockMigrations(client);
    await check?.();
    const loss = {
      lost: compare ? await lossOf(client, work, note) : (await work(), []),
      untried: untried.map(
        (name) =>
          `${name} runs outside a transaction and could not be tried: what it takes along is not known`,
      ),
    };
    if (await keep(loss)) await client.query("commit");
    return loss;
  } finally {
    // After a commit there is nothing to roll back, and of a connection that is lost the first error says more.
    await client.query("rollback").catch(() => {});
    await mendSequences(client, sequences).catch(() => {});
  }
}

async function lockMigrations(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(
    "select pg_try_advisory_xact_lock($1) as free",
    [MIGRATION_LOCK.toString()],
  );
  if (!rows[0]!.free) throw await somebodyElse(client);
}
