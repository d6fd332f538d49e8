import type pg from "pg";

/** The last number that each sequence gave, by its oid; null before the first. */
export type Sequences = ReadonlyMap<string, Sequence>;

interface Sequence {
  /** Quoted, with its schema. */
  readonly name: string;
  readonly last: string | null;
  readonly isRising: boolean;
  /** It goes with the column that it numbers. */
  readonly isOwned: boolean;
}

export async function sequencesIn(client: pg.Client): Promise<Sequences> {
  const { rows } = await client.query<Sequence & { oid: string }>(
    `select pg_class.oid::text as oid, quote_ident(nspname) || '.' || quote_ident(relname) as name,
       case when has_sequence_privilege(pg_class.oid, 'select') then pg_sequence_last_value(pg_class.oid)::text end as last,
       seqincrement > 0 as "isRising",
       exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid
         and refobjsubid > 0 and deptype in ('a', 'i')) as "isOwned"
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace join pg_sequence on seqrelid = pg_class.oid
     where nspname not like 'pg\\_%' order by name`,
  );
  return new Map(rows.map((row) => [row.oid, row]));
}

/** A line for each sequence that would give a number again, or is gone. */
export function sequencesLost(before: Sequences, after: Sequences): string[] {
  return [...before].flatMap(([oid, sequence]) => {
    if (sequence.last === null) return [];
    const now = after.get(oid);
    if (!now)
      return sequence.isOwned ? [] : [`sequence ${sequence.name}: it was at ${sequence.last}`];
    return isBack(sequence, now)
      ? [`sequence ${now.name}: set back from ${sequence.last} to ${now.last ?? "its start"}`]
      : [];
  });
}

/** Sets those forward again that a rolled back transaction has set back: setval() is not undone by ROLLBACK. */
export async function mendSequences(client: pg.Client, before: Sequences): Promise<void> {
  const after = await sequencesIn(client);
  for (const [oid, sequence] of before) {
    const now = after.get(oid);
    if (!now || sequence.last === null || !isBack(sequence, now)) continue;
    await client.query("select setval($1::oid::regclass, $2)", [oid, sequence.last]);
  }
}

function isBack({ last, isRising }: Sequence, now: Sequence): boolean {
  if (last === null || now.last === last) return false;
  if (now.last === null) return true;
  return isRising ? BigInt(now.last) < BigInt(last) : BigInt(now.last) > BigInt(last);
}
