import type pg from "pg";
import { identifier } from "#lib/sql/quote";
import type { Column } from "./tables.ts";

/** Rows to compare, of one table or several, with columns in an order that is the same before and after. */
export interface Source {
  readonly tables: readonly { readonly from: string; readonly columns: readonly Column[] }[];
  /** The type of each column on the other side: values are compared as what both can be. */
  readonly otherTypes: readonly string[];
}

/** Values by their 64-bit hashes, in no order: how often each is there or, of many rows, the sum of all. */
export type Values = Counts | string;
export type Counts = ReadonlyMap<string | null, number>;

export interface Contents {
  readonly count: number;
  /** Whole rows. */
  readonly rows: Values;
  readonly columns: readonly Values[];
}

/** Up to here each value is kept, to count what is lost. */
const KEPT_EACH = 20_000;

/** The same text for the same value, whoever asks. Rows are read as the session's own user. */
const FORM = `
  set local role none;
  set local row_security = off;
  set local search_path = pg_catalog;
  set local datestyle = 'ISO, YMD';
  set local intervalstyle = 'postgres';
  set local timezone = 'UTC';
  set local extra_float_digits = 1;
  set local bytea_output = 'hex';
  set local lc_monetary = 'C';
  set local xmlbinary = 'base64';
  set local statement_timeout = 0`;

/** What a source holds, each value by itself or as sums. It is read in a savepoint, which leaves the session as it was. */
export function contentsOf(client: pg.Client, source: Source, each: boolean): Promise<Contents> {
  return reading(client, () => (each ? valuesOf(client, source) : sumsOf(client, source)));
}

/** Whether there are few enough rows to keep each value. */
export function isSmall(client: pg.Client, { tables }: Source): Promise<boolean> {
  const all = tables.map(({ from }) => `select from ${from}`).join(" union all ");
  const rows = `select from (${all}) as rows limit ${KEPT_EACH + 1}`;
  return reading(client, async () => (await client.query(rows)).rowCount! <= KEPT_EACH);
}

/** The number of rows, and for each column of those that have a value in it. */
export function countsOf(client: pg.Client, source: Source): Promise<number[]> {
  const counts = source.otherTypes.map((_, index) => `count(c${index})`);
  const rows = unionOf(source, ({ name }) => identifier(name));
  const text = `select ${["count(*)", ...counts].join(", ")} from (${rows}) as rows`;
  return reading(client, async () => {
    const { rows: found } = await client.query<string[]>({ text, rowMode: "array" });
    return found[0]!.map(Number);
  });
}

async function reading<T>(client: pg.Client, read: () => Promise<T>): Promise<T> {
  await client.query(`savepoint contents; ${FORM}`);
  const result = await read();
  await client.query("rollback to contents; release contents");
  return result;
}

function unionOf({ tables }: Source, valueOf: (column: Column, index: number) => string): string {
  return tables
    .map(({ from, columns }) => {
      const values = columns.map((column, index) => `${valueOf(column, index)} as c${index}`);
      return `select ${values.join(", ")} from ${from}`;
    })
    .join(" union all ");
}

const hashesOf = (source: Source) =>
  unionOf(
    source,
    (column, index) =>
      `hashtextextended(${textOf(column, source.otherTypes[index]!)} collate "C", 0)`,
  );

async function valuesOf(client: pg.Client, source: Source): Promise<Contents> {
  const { rows } = await client.query<(string | null)[]>({
    text: hashesOf(source),
    rowMode: "array",
  });
  return {
    count: rows.length,
    rows: countsIn(rows.map((row) => row.join())),
    columns: source.otherTypes.map((_, index) => countsIn(rows.map((row) => row[index]!))),
  };
}

function countsIn(values: readonly (string | null)[]): Counts {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

async function sumsOf(client: pg.Client, source: Source): Promise<Contents> {
  const names = source.otherTypes.map((_, index) => `c${index}`);
  const whole = names.length === 0 ? "0" : `hash_record_extended(row(${names.join(", ")}), 0)`;
  const sums = names.map((name) => `concat_ws('/', count(${name}), sum(${name}))`);
  const { rows } = await client.query<string[]>({
    text: `select ${["count(*)", `sum(${whole})`, ...sums].join(", ")} from (${hashesOf(source)}) as hashes`,
    rowMode: "array",
  });
  const [count, all, ...columns] = rows[0]!;
  return { count: Number(count), rows: all ?? "", columns };
}

const NUMBER = /^(smallint|integer|bigint|real|double precision|numeric)\b/;
const MOMENT = /^(date|timestamp)\b/;

/** A column's values as text. Of two types of numbers, or of moments, what is equal has the same one. */
function textOf({ name, type }: Column, otherType: string): string {
  const column = identifier(name);
  const both = (kind: RegExp) => type !== otherType && kind.test(type) && kind.test(otherType);
  if (both(NUMBER)) return `trim_scale(${column}::text::numeric)::text`;
  return both(MOMENT) ? `${column}::timestamptz::text` : `${column}::text`;
}
