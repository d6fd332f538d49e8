import type pg from "pg";
import { identifier } from "#lib/sql/quote";
import { contentsOf, countsOf, isSmall, type Contents } from "./contents.ts";
import { describeLoss, rows } from "./describe.ts";
import { pairOf, type Pair } from "./pair.ts";
import { sequencesIn, sequencesLost } from "./sequences.ts";
import { isSuspect, tablesIn } from "./tables.ts";

/** A comparison of so many bytes takes long enough to be told of. */
const MUCH = 10_000_000;

/**
 * Does the work within the transaction that is open, and finds what is lost by it: by what is there before and after, not by
 * what its statements say. It is done once to see of which tables it changes storage or columns, undone, and done again
 * with the values of those tables read before and after. Who writes them waits meanwhile.
 *
 * A value is lost that is not there any more as text. So neither a new name nor a type that keeps every value loses any;
 * numbers, and moments in UTC, are compared as such across types.
 *
 * @returns a line for each table with rows that are gone, each column with values that are gone, and each sequence that
 * is set back; the work is done and not committed
 * @throws whatever the work throws
 */
export async function lossOf(
  client: pg.Client,
  work: () => Promise<void>,
  note: (text: string) => void,
): Promise<string[]> {
  const tables = await tablesIn(client);
  const sequences = await sequencesIn(client);
  const objects = await largeObjects(client);
  const read = new Map<string, Before>();
  for (let round = 1; ; round += 1) {
    await client.query("savepoint work");
    await work();
    const after = await tablesIn(client);
    const pairs = [...tables.values()]
      .filter((table) => isSuspect(table, after.get(table.oid)))
      .map((table) => pairOf(table, tables, after));
    // What chooses its tables by chance is not followed for ever.
    if (round > 3 || pairs.every((pair) => read.has(keyOf(pair)))) {
      const lost: string[] = [];
      for (const pair of pairs) lost.push(...(await lossIn(client, pair, read.get(keyOf(pair)))));
      const objectsLost = objects - (await largeObjects(client));
      return [
        ...lost,
        ...sequencesLost(sequences, await sequencesIn(client)),
        ...(objectsLost > 0 ? [`large objects: ${objectsLost} deleted`] : []),
      ];
    }
    await client.query("rollback to work; release work");
    for (const pair of pairs) {
      if (!read.has(keyOf(pair))) read.set(keyOf(pair), await readBefore(client, pair, note));
    }
  }
}

/** A pair that differs in what is to be read is another one; a type that is made anew has another number each time. */
const keyOf = (pair: Pair) =>
  JSON.stringify(pair, (key, value: unknown) => (key === "signature" ? undefined : value));

/** What is known of a table before the work. */
interface Before {
  /** Of the table, and of the values of each column without a counterpart. */
  readonly counts: readonly number[];
  readonly contents: Contents | undefined;
}

async function readBefore(
  client: pg.Client,
  pair: Pair,
  note: (text: string) => void,
): Promise<Before> {
  const { table, sources } = pair;
  if (!pair.isReadable) return { counts: [], contents: undefined };
  await client.query(`lock table ${table.name} in share mode`);
  const { rows: sizes } = await client.query<{ bytes: string }>(
    "select sum(pg_table_size(oid::oid)) as bytes from unnest($1::text[]) as oid",
    [Object.keys(table.parts)],
  );
  const bytes = Number(sizes[0]!.bytes);
  if (bytes >= MUCH) {
    const about = `about ${Math.round(table.rows).toLocaleString("en")} rows`;
    const size = table.rows > 0 ? about : `${Math.round(bytes / 1e6)} MB`;
    note(`Comparing ${table.name} before and after, ${size} …`);
  }
  return {
    counts: await countsOf(client, pair.gone),
    contents:
      sources && (await contentsOf(client, sources.before, await isSmall(client, sources.before))),
  };
}

async function lossIn(
  client: pg.Client,
  pair: Pair,
  before: Before | undefined,
): Promise<string[]> {
  const { table, sources } = pair;
  if (!before)
    return [`table ${table.name}: changed otherwise at each run, so it was not compared`];
  if (!pair.isReadable)
    return [`table ${table.name}: changed, and it may not be read to compare it`];
  const [count = 0, ...values] = before.counts;
  if (count === 0) return [];
  if (!sources) return [`table ${table.name}: ${rows(count)}`];
  const isEach = typeof before.contents!.rows !== "string";
  return [
    ...describeLoss(pair, before.contents!, await contentsOf(client, sources.after, isEach)),
    ...pair.gone.tables[0]!.columns.flatMap(({ name }, index) =>
      values[index] === 0
        ? []
        : [`column ${table.name}.${identifier(name)}: values in ${rows(values[index]!)}`],
    ),
  ];
}

async function largeObjects(client: pg.Client): Promise<number> {
  const { rows: found } = await client.query(
    "select count(*)::int as count from pg_largeobject_metadata",
  );
  return found[0].count;
}
