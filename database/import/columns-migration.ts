import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { identifier } from "#lib/sql/quote";
import { ROOT } from "#lib/root";
import { listMigrations, MIGRATIONS_DIRECTORY } from "../migrations/migrate.ts";
import { newMigration, nextMigrationFile } from "../migrations/new-migration.ts";
import { extraColumns, type Column, type ImportedTable, type Shape } from "./shape.ts";

export interface LackingColumn extends Column {
  readonly table: ImportedTable;
}

/** The source's columns that neither Cruddur's schema has nor a migration of one's own adds. */
export async function lackingColumns(
  shape: Shape,
  directory = MIGRATIONS_DIRECTORY,
): Promise<LackingColumn[]> {
  const files = await listMigrations(directory);
  const texts = await Promise.all(files.map(({ file }) => readFile(file, "utf8")));
  const added = new Set(
    texts.flatMap((text) =>
      Array.from(
        text.matchAll(
          /^\s*alter table (?:only )?(?:public\.)?"?(\w+)"? add column (?:if not exists )?"?(\w+)/gim,
        ),
        ([, table, column]) => `${table}.${column}`,
      ),
    ),
  );
  return (["users", "activities"] as const).flatMap((table) =>
    extraColumns(table, shape[table])
      .filter(({ name }) => !added.has(`${table}.${name}`))
      .map((column) => ({ ...column, table })),
  );
}

/** Writes a migration that adds columns, all of them nullable; in a dry run only says which. Types of the source's own become text. */
export async function writeColumnsMigration(
  columns: readonly LackingColumn[],
  dryRun: boolean,
  directory = MIGRATIONS_DIRECTORY,
): Promise<{ readonly file: string; readonly text: string }> {
  const name = "columns-of-the-imported-database";
  const each = (line: (column: LackingColumn) => string) => columns.map(line).join("\n");
  const text = `-- Up Migration

set local lock_timeout = '5s';

${each((column) => `alter table public.${column.table} add column ${identifier(column.name)} ${typeFor(column)};`)}

-- Down Migration

set local lock_timeout = '5s';

${each((column) => `alter table public.${column.table} drop column ${identifier(column.name)};`)}
`;
  const file = dryRun
    ? await nextMigrationFile({ name, directory })
    : await newMigration({ name, directory });
  if (!dryRun) await writeFile(file, text);
  return { file: path.relative(ROOT, file), text };
}

const BUILT_IN =
  /^(smallint|integer|bigint|numeric|real|double precision|boolean|uuid|text|character|date|time|interval|jsonb?|bytea|inet)\b/;

/** Every time of ours has a zone. */
const typeFor = ({ type }: Column): string =>
  /^timestamp/.test(type) ? "timestamp with time zone" : BUILT_IN.test(type) ? type : "text";
