import type pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { identifier } from "#lib/sql/quote";
import type { TestServer } from "../databases.ts";

/** The tables as the bootcamp's weeks have them, with its bug: a reply is an integer. */
export const BOOTCAMP_TABLES = `
  create extension if not exists "uuid-ossp";
  create table public.schema_information (id integer unique, last_successful_run text);
  create table public.users (
    uuid uuid default uuid_generate_v4() primary key,
    display_name text, handle text, email text, cognito_user_id text,
    created_at timestamp default current_timestamp
  );
  create table public.activities (
    uuid uuid default uuid_generate_v4() primary key,
    user_uuid uuid, message text,
    replies_count integer default 0, reposts_count integer default 0, likes_count integer default 0,
    reply_to_activity_uuid integer, expires_at timestamp,
    created_at timestamp default current_timestamp
  );`;

/** Three users and two cruds that can be taken. */
export const BOOTCAMP_ROWS = `
  insert into users (uuid, display_name, handle, email, cognito_user_id, created_at) values
    ('00000000-0000-4000-8000-000000000001', 'Ada Lovelace', 'Ada', 'ada@engine.example', 'MOCK', '2023-03-01 12:00'),
    ('00000000-0000-4000-8000-000000000002', 'Joan Clarke', 'joan', null, null, '2023-03-02 12:00'),
    ('00000000-0000-4000-8000-000000000003', 'Alan Turing', 'alan', 'alan@bletchley.example', 'a-real-one', '2023-07-02 12:00');
  insert into activities (uuid, user_uuid, message, reply_to_activity_uuid, expires_at, created_at) values
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-000000000001', E'one\\ttab \\\\ and\\nlines', 3, null, '2023-07-03 12:00'),
    ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-000000000003', 'two', null, 'infinity', '2023-03-03 12:00:00.000001');`;

/** Makes a database of one's own on a server, filled by SQL. */
export async function bootcampDatabase(
  { maintenance, ...server }: TestServer,
  database: string,
  sql = BOOTCAMP_TABLES + BOOTCAMP_ROWS,
): Promise<ConnectionParameters> {
  const name = identifier(database);
  await withClient({ ...server, database: maintenance }, "test", async (admin) => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name}`);
  });
  const source = { ...server, database };
  await withClient(source, "test", (client: pg.Client) => client.query(sql));
  return source;
}
