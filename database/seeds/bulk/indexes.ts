import type pg from "pg";
import { identifier } from "#lib/sql/quote";

interface Part {
  readonly name: string;
  readonly definition: string;
}

/**
 * Does the work while a table has neither its indexes nor its foreign keys, except the primary key, then makes them again
 * as they were; the foreign keys are checked then. Within the caller's transaction: the table is locked until its end,
 * and if it fails nothing has happened.
 *
 * @param table with its schema, quoted where it must be
 * @param onProgress told how many of them are made again; it may throw to end the work
 */
export async function withoutIndexes(
  client: pg.Client,
  table: string,
  work: () => Promise<void>,
  onProgress: (made: number, total: number) => void = () => {},
): Promise<void> {
  const { rows: indexes } = await client.query<Part>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index
     where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)
     order by indexrelid`,
    [table],
  );
  const { rows: foreignKeys } = await client.query<Part>(
    `select conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where conrelid = $1::regclass and contype = 'f' order by oid`,
    [table],
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  for (const { name } of foreignKeys) {
    await client.query(`alter table ${table} drop constraint ${identifier(name)}`);
  }
  await work();
  const statements = [
    ...indexes.map(({ definition }) => definition),
    ...foreignKeys.map(
      ({ name, definition }) =>
        `alter table ${table} add constraint ${identifier(name)} ${definition}`,
    ),
  ];
  for (const [made, statement] of statements.entries()) {
    onProgress(made, statements.length);
    await client.query(statement);
  }
}
