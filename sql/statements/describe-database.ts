// Made by `npm run statements` from describe-database.sql. Do not edit.
import type { Statement } from "#lib/sql/statement";

export interface DescribeDatabaseParameters {
}

export interface DescribeDatabaseRow {
  database: string;
  serverVersion: string;
  schemaVersion: string | null;
  environment: string | null;
}

export const describeDatabase: Statement<DescribeDatabaseParameters, DescribeDatabaseRow> = {
  name: "describe-database-c8656633",
  parameters: [],
  text: `
select
  current_database()::text as "database",
  current_setting('server_version') as "serverVersion",
  (select split_part(max(name), '-', 1) from public.cruddur_migrations) as "schemaVersion",
  (select environment from public.cruddur_meta) as "environment"
`,
};
