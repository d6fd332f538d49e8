import assert from "node:assert/strict";
import pg from "pg";
import { readCatalog } from "#database/drift/catalog";
import {
  applicationName,
  withClient,
  type ConnectionParameters,
} from "#database/connection/connect";
import { protectDatabase } from "#database/guard/guard";
import { dropDatabase as dropOurs } from "#database/replacement/swap";
import { TABLES } from "#lib/domain/access";
import { dropDatabase, freshDatabase, rowsIn, seededRows, testServer } from "#test/databases";

/** Each would end the local copy. */
const STRAY = [
  "drop table public.users cascade",
  "drop table if exists public.activities",
  "drop table activities, handle_reservations",
  "drop table cruddur_meta",
  "drop table cruddur_migrations",
  "drop schema public cascade",
  "drop owned by cruddur_owner",
  "alter table users drop column handle cascade",
  "alter table users drop constraint users_pkey cascade",
  "alter table activities drop constraint activities_user_uuid_fkey",
  "drop index users_handle_key",
  "alter table users rename to users_old",
  "alter table cruddur_meta rename to meta",
  "alter table users rename column handle to name",
  "alter table users rename constraint users_pkey to first",
  "create schema other; alter table users set schema other",
  "alter schema public rename to old",
  "begin; drop table activities; create table activities (id int); commit",
];

/** Nothing of Cruddur's. */
const OWN = [
  "create table notes (id int primary key, of uuid references users); drop table notes cascade",
  "create table notes (a int, b int check (b > 0)); alter table notes drop column b, add c int; alter table notes rename to other; alter table other rename c to d; drop table other",
  "create temp table users (a int); alter table pg_temp.users drop column a; drop table pg_temp.users",
  "create schema mine; create table mine.users (a int); alter table mine.users rename to activities; alter schema mine rename to other; drop schema other cascade",
  "create unique index own on users (created_at); drop index own",
  "create view feed as select * from activities; drop view feed",
  "alter table users add column more text, alter column more set default ''; create index on users (more)",
  'drop extension if exists "uuid-ossp"; create extension "uuid-ossp"',
];

describe("the guard", () => {
  let database: ConnectionParameters;
  before(async () => void (database = await freshDatabase("seeded")));
  after(() => dropDatabase(database));

  /** As a program of somebody's, which has another name than ours have. */
  async function asProgram(sql: string, application_name = "psql"): Promise<void> {
    const client = new pg.Client({ ...database, ssl: false, application_name });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  for (const sql of STRAY) {
    it(`refuses, and says what to type: ${sql}`, async () => {
      for (const application of ["psql", applicationName("connect")]) {
        await assert.rejects(asProgram(sql, application), (error: Error & { hint?: string }) => {
          assert.match(error.message, /^Refused: .*Cruddur does not work without/);
          assert.match(
            error.hint ?? "",
            /npm run db:setup .*npm run db:import -- --from URL.*set cruddur\.guard = off/,
          );
          return true;
        });
      }
      assert.deepEqual(await withClient(database, "test", rowsIn), await seededRows());
    });
  }

  for (const sql of OWN) {
    it(`lets pass: ${sql}`, () => asProgram(sql));
  }

  it("lets pass what is meant, and what a chore does", async () => {
    await asProgram("begin; set cruddur.guard = off; drop table users cascade; rollback");
    await asProgram("begin; drop table users cascade; rollback", applicationName("db:migrate"));
  });

  it("is nobody's to take away", async () => {
    for (const sql of [
      "drop schema cruddur_guard cascade",
      "drop function cruddur_guard.refuse()",
      "drop event trigger cruddur_guard_drop",
      "alter event trigger cruddur_guard_drop disable",
      "drop extension plpgsql cascade",
    ]) {
      await assert.rejects(asProgram(sql), /must be owner|permission denied/, sql);
    }
  });

  it("does nothing in a database of somebody's, which has it too", async () => {
    const { maintenance, ...server } = await testServer();
    const name = `${database.database}_own`;
    const own = { ...server, database: name };
    await withClient({ ...server, database: maintenance }, "test", (client) =>
      client.query(`create database ${name}`),
    );
    try {
      const client = new pg.Client({ ...own, ssl: false });
      await client.connect();
      await client.query("create table users (id int); create table activities (id int)");
      await client.query(
        "alter table users rename to activities_old; drop table activities cascade; drop schema public cascade",
      );
      const { rows } = await client.query("select count(*)::int as it from pg_event_trigger");
      assert.deepEqual(rows, [{ it: 2 }]);
      await client.end();
    } finally {
      await dropDatabase(own);
    }
  });

  it("is in no catalog that drift compares", async () => {
    const names = [...(await withClient(database, "test", readCatalog)).objects.keys()];
    assert.deepEqual(
      names.filter((name) => name.includes("guard")),
      [],
    );
  });

  it("has the database refused to whoever drops it, by force too, and not to the chores", async () => {
    const { maintenance, ...server } = await testServer();
    await withClient({ ...server, database: maintenance }, "test", async (admin) => {
      const { database: name } = await freshDatabase();
      await admin.query(protectDatabase(name));
      for (const force of ["", "with (force)"]) {
        await assert.rejects(
          admin.query(`drop database ${name} ${force}`),
          /cannot drop a template database/,
        );
      }
      await dropOurs(admin, name);
      const { rowCount } = await admin.query("select from pg_database where datname = $1", [name]);
      assert.equal(rowCount, 0);
    });
  });

  it("names each table of the access model", () => {
    for (const table of TABLES) assert.ok(STRAY.join("\n").includes(table), table);
  });
});
