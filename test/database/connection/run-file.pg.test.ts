import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { openClient } from "#database/connection/connect";
import { migrate } from "#database/migrations/migrate";
import { asOwner } from "#database/provision";
import { seed } from "#database/seeds/seed";
import { UserError } from "#lib/errors";
import { dropDatabase, freshDatabase } from "#test/databases";

/** What only a superuser may. */
const may = (sql: string) =>
  `reset role; do $$ begin ${sql}; exception when insufficient_privilege then null; end $$`;

const LEAKS = [
  "select set_config('search_path', '', false)",
  "set search_path = pg_temp, public",
  "reset role",
  "set role cruddur_api",
  may("set session authorization cruddur_api"),
  "set timezone = 'Asia/Tokyo'; set datestyle = 'German'; set session lock_timeout = 1",
  "set session characteristics as transaction read only",
  may("set session_replication_role = replica"),
  "create temp table activities (mine int)",
  "prepare cruddur as select 1; listen cruddur; declare c cursor with hold for select 1",
  "select pg_advisory_lock(7), pg_advisory_lock(7), pg_advisory_lock_shared(-1, 2), pg_advisory_lock(-7)",
  "create sequence passing; select nextval('passing'); drop sequence passing",
];

/** All that a session has of its own, as a statement of a file that keeps it in a table. */
const LOOK = `create table public.looked as select
  (select jsonb_object_agg(name, setting) from pg_settings where name not like 'transaction%' and name not like '%.%') as settings,
  current_user as "user", session_user as "session", current_setting('role') as role,
  (select count(*) from pg_prepared_statements) as prepared,
  (select count(*) from pg_cursors where is_holdable) as cursors,
  (select count(*) from pg_listening_channels()) as channels,
  (select count(*) from pg_class where relpersistence = 't' and pg_table_is_visible(oid)) as temporary,
  (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and (classid, objid) in ((0, 7), (4294967295, 2), (4294967295, 4294967289))) as locks;`;

describe("runFile", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), "cruddur-files-"))));
  afterEach(() => rm(folder, { recursive: true }));

  /** What the last file of the folder sees. */
  async function looked(run: (client: pg.Client) => Promise<unknown>): Promise<unknown> {
    const database = await freshDatabase();
    const client = await openClient(database, "test");
    try {
      await client.query(
        "drop table public.cruddur_migrations; grant all on schema public to cruddur_owner",
      );
      await client.query("set lock_timeout = '9s'");
      await asOwner(client, () => run(client));
      const { rows } = await client.query("select * from public.looked");
      return rows;
    } finally {
      await client.end();
      await dropDatabase(database);
    }
  }
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
  const migrations = () => looked((client) => migrate(client, folder));
  const seeds = () => looked((client) => seed(client, folder));

  it("gives every migration and every seed the same session, whatever the files before it did", async () => {
    await write("0099-look.sql", LOOK);
    const alone = await migrations();
    assert.deepEqual(await seeds(), alone);
    for (const [index, leak] of LEAKS.entries()) {
      await write(`00${10 + index}-leak.sql`, `${leak}; select 1;`);
    }
    assert.deepEqual(await migrations(), alone);
    assert.deepEqual(await seeds(), alone);
  });

  it("says that the file is to blame when it makes its own transaction read only", async () => {
    await write("0001-read.sql", "set transaction read only; select 1;");
    await assert.rejects(migrations(), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.hint, /The file itself makes its transaction read only/);
      return true;
    });
  });
});
