import type pg from "pg";
import { RefusedError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import type { JudgedRows } from "./judged-rows.ts";
import type { ImportedTable } from "./shape.ts";

/** Why some rows of a table cannot be taken. */
export interface Finding {
  readonly table: ImportedTable;
  /** After "has": "the handle of another row". */
  readonly fault: string;
  readonly rows: number;
  /** Up to 5, in JSON, cut at 200 characters. */
  readonly examples: readonly string[];
}

export interface Judgement {
  /** Rows that can be taken. */
  readonly users: number;
  readonly activities: number;
  readonly findings: readonly Finding[];
  /**
   * Cruds that were replies and are taken as cruds of their own, since what they replied to cannot be told. For weeks the
   * bootcamp's own column was an integer, which can refer to none.
   */
  readonly repliesLost: number;
  /** Users that get an address that nobody has. */
  readonly withoutEmail: number;
}

const EXAMPLES = 5;

/** Counts what can be taken and finds what cannot. Reads only. */
export async function judge(
  source: pg.Client,
  { users, activities, taken }: JudgedRows,
): Promise<Judgement> {
  const one = async <T extends object>(sql: string) =>
    (await source.query<T & pg.QueryResultRow>(sql)).rows[0]!;
  const user = await one<{ all: number; taken: number; bare: number }>(
    `select count(*)::float8 as all, count(*) filter (where faults = '{}')::float8 as taken,
       count(*) filter (where faults = '{}' and email is null)::float8 as bare from (${users}) as u`,
  );
  const activity = await one<{ taken: number; lost: number }>(
    `select count(*)::float8 as taken,
       count(*) filter (where was_reply and reply_to is null)::float8 as lost from (${taken}) as a`,
  );
  const { all } = await one<{ all: number }>(
    "select count(*)::float8 as all from public.activities",
  );
  if (user.all === 0) {
    throw new RefusedError(
      "The source's users have no rows, so there is nothing to import. Nothing was changed.",
      `Name another database after --from, or make a new one: ${typed("db:setup")}`,
    );
  }
  return {
    users: user.taken,
    activities: activity.taken,
    findings: [
      ...(user.all > user.taken ? await findings(source, "users", users) : []),
      ...(all > activity.taken ? await findings(source, "activities", activities) : []),
    ],
    repliesLost: activity.lost,
    withoutEmail: user.bare,
  };
}

async function findings(source: pg.Client, table: ImportedTable, rows: string): Promise<Finding[]> {
  const { rows: found } = await source.query<{ fault: string; rows: number; example: string }>(
    `select * from (
       select fault, left(original::text, 200) as example, count(*) over (partition by fault)::float8 as rows,
         row_number() over (partition by fault order by created_at, uuid) as number
       from (${rows}) as r cross join unnest(faults) as fault
     ) as numbered where number <= ${EXAMPLES} order by rows desc, fault, number`,
  );
  return [...new Set(found.map(({ fault }) => fault))].map((fault) => {
    const of = found.filter((row) => row.fault === fault);
    return { table, fault, rows: of[0]!.rows, examples: of.map(({ example }) => example) };
  });
}
