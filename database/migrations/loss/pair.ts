import type { Source } from "./contents.ts";
import { isUntouched, type Column, type Table } from "./tables.ts";

/** A table before and after, with what is to be read on each side. */
export interface Pair {
  readonly table: Table;
  /** Undefined when neither the table nor a partition of it is there any more. */
  readonly sources: { readonly before: Source; readonly after: Source } | undefined;
  /** The columns that are read, before. */
  readonly kept: readonly Column[];
  /** Columns without a counterpart. */
  readonly gone: Source;
  /** Each row lies where it lay, and only the columns' values can differ. */
  readonly isUntouched: boolean;
  /** All of it could be read. */
  readonly isReadable: boolean;
}

type Tables = ReadonlyMap<string, Table>;

/** A table is itself by its oid, whatever its name; or else what it is a partition of now, or a new one of its name. */
export function pairOf(table: Table, before: Tables, after: Tables): Pair {
  const now =
    after.get(table.oid) ??
    [...after.values()].find(({ parts }) => table.oid in parts) ??
    [...after.values()].find(({ oid, name }) => name === table.name && !before.has(oid));
  const columns = Object.values(table.columns);
  const stays = isUntouched(table, now);
  const counterparts = new Map(
    columns.map((column) => [column, now && counterpartOf(column, table, now)] as const),
  );
  // A partition that was detached has its rows still.
  const detached = Object.keys(table.parts).flatMap((oid) =>
    oid === table.oid ? [] : (after.get(oid) ?? []),
  );
  for (const [column, counterpart] of counterparts) {
    if (!now) counterparts.set(column, detached[0] && named(column, detached[0]));
    else if (stays && isSame(column, counterpart, table, now)) counterparts.delete(column);
  }
  const kept = [...counterparts].flatMap(([column, now]) => (now ? [{ column, now }] : []));
  const gone = [...counterparts].flatMap(([column, now]) => (now ? [] : [column]));
  const keptColumns = kept.map(({ column }) => column);
  const places = [
    ...(now ? [{ from: fromOf(now), columns: kept.map(({ now: column }) => column) }] : []),
    ...detached.flatMap((part) => {
      const there = keptColumns.flatMap((column) => named(column, part) ?? []);
      return there.length === kept.length ? [{ from: fromOf(part), columns: there }] : [];
    }),
  ];
  return {
    table,
    sources:
      places.length === 0
        ? undefined
        : {
            before: {
              tables: [{ from: fromOf(table), columns: keptColumns }],
              otherTypes: kept.map(({ now: column }) => column.type),
            },
            after: { tables: places, otherTypes: keptColumns.map(({ type }) => type) },
          },
    kept: keptColumns,
    gone: {
      tables: [{ from: fromOf(table), columns: gone }],
      otherTypes: gone.map(({ type }) => type),
    },
    isUntouched: stays,
    isReadable: table.isReadable && (now?.isReadable ?? true),
  };
}

/** The same column by its number, whatever its name, or else a new one of its name. */
function counterpartOf(column: Column, table: Table, now: Table): Column | undefined {
  if (now.oid !== table.oid) return named(column, now);
  const added = Object.entries(now.columns).filter(([key]) => !(key in table.columns));
  return (
    now.columns[numberOf(column, table)] ?? added.find(([, { name }]) => name === column.name)?.[1]
  );
}

/** Whether it is stored where it was, with the same meaning. */
function isSame(column: Column, other: Column | undefined, table: Table, now: Table): boolean {
  const number = numberOf(column, table);
  return (
    other !== undefined && other === now.columns[number] && other.signature === column.signature
  );
}

const numberOf = (column: Column, { columns }: Table) =>
  Object.keys(columns).find((number) => columns[number] === column)!;

const named = ({ name }: Column, table: Table) =>
  Object.values(table.columns).find((column) => column.name === name);

const fromOf = ({ name, isPartitioned }: Table) => (isPartitioned ? name : `only ${name}`);
