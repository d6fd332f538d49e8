import { readdir } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { RefusedError, UserError } from "#lib/errors";
import { fromRoot, ROOT } from "#lib/root";
import { explainSqlError, remedyFor } from "#lib/sql/error";
import { runFile } from "../connection/run-file.ts";
import { readSqlFile } from "../connection/sql-file.ts";
import { lossOf } from "../migrations/loss/loss-of.ts";
import { mendSequences, sequencesIn } from "../migrations/loss/sequences.ts";
import { tablesIn } from "../migrations/loss/tables.ts";
import { refuseUnfit } from "../migrations/unfit.ts";

export const SEEDS_DIRECTORY = fromRoot("sql", "seeds");

/** The outcome of one seed file. */
export interface SeedOutcome {
  readonly file: string;
  /** How many rows more there are than before; negative when the file deletes more than it inserts. */
  readonly added: number;
}

/** For a database with rows of people: whether it is to keep what the seeds do to them. */
export interface SeedJudge {
  /** Told of what takes long. */
  note(text: string): void;
  /** Given the loss in lines, as `lossOf` returns it, says whether to keep it all; may throw. */
  keep(loss: readonly string[]): boolean;
}

/**
 * Runs the seed files in the order of their names, all in one transaction: every row or none. They are idempotent.
 * Throws a UserError with file, line and caret when a statement fails, and with file and line, before anything is run, for
 * one that begins or ends a transaction; a RefusedError for a seed that changes the program's own tables.
 *
 * @param judge asked in the end. Without one everything is kept, as in a new database
 */
export async function seed(
  client: pg.Client,
  directory = SEEDS_DIRECTORY,
  judge?: SeedJudge,
): Promise<SeedOutcome[]> {
  const names = (await readdir(directory)).filter((file) => file.endsWith(".sql")).sort();
  const files = await Promise.all(names.map((name) => readSeed(path.join(directory, name))));
  let outcomes: SeedOutcome[] = [];
  const work = async () => {
    outcomes = [];
    let before = await countRows(client);
    const own = await ownRows(client);
    for (const file of files) {
      await runSeed(client, file, own);
      const after = await countRows(client);
      outcomes.push({ file: path.basename(file.name), added: after - before });
      before = after;
    }
  };
  const sequences = await sequencesIn(client);
  let isKept = false;
  await client.query("begin");
  try {
    if (judge) isKept = judge.keep(await lossOf(client, work, judge.note));
    else isKept = await work().then(() => true);
    await client.query(isKept ? "commit" : "rollback");
    return outcomes;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  } finally {
    if (!isKept) await mendSequences(client, sequences).catch(() => {});
  }
}

interface SeedFile {
  /** From the checkout's folder. */
  readonly name: string;
  readonly text: string;
}

async function readSeed(file: string): Promise<SeedFile> {
  const text = await readSqlFile(file);
  const name = path.relative(ROOT, file);
  refuseUnfit("seed", name, text, { sql: text, start: 0 });
  return { name, text };
}

/** @param own the rows of the commands' own tables, as they are and stay */
async function runSeed(client: pg.Client, { name, text }: SeedFile, own: string): Promise<void> {
  try {
    await runFile(client, text);
  } catch (error) {
    const explained = explainSqlError(name, text, error);
    if (explained === undefined) throw error;
    throw new UserError(explained, `No seed was kept. ${remedyFor(error, text)}`, { cause: error });
  }
  if ((await ownRows(client)) === own) return;
  throw new RefusedError(
    `${name} changes public.cruddur_meta or public.cruddur_migrations, by which the commands know what a database is. No seed was kept.`,
    "Take that out: a seed adds rows to the application's tables.",
  );
}

/** The rows of the tables that are the commands' own, as one text. */
async function ownRows(client: pg.Client): Promise<string> {
  const { rows: own } = await client.query<{ name: string }>(
    `select name from unnest('{public.cruddur_meta,public.cruddur_migrations}'::text[]) as name
     where to_regclass(name) is not null`,
  );
  const texts = own.map(({ name }) =>
    client
      .query<{ row: string }>(`select to_jsonb(own)::text as row from ${name} as own order by 1`)
      .then(({ rows }) => [name, ...rows.map(({ row }) => row)]),
  );
  return JSON.stringify(await Promise.all(texts));
}

/** Rows of all tables that the session may read. */
async function countRows(client: pg.Client): Promise<number> {
  const tables = [...(await tablesIn(client)).values()].filter(({ isReadable }) => isReadable);
  if (tables.length === 0) return 0;
  const counts = tables.map(({ name }) => `(select count(*) from ${name})`);
  const { rows } = await client.query<{ count: string }>(`select ${counts.join(" + ")} as count`);
  return Number(rows[0]!.count);
}
