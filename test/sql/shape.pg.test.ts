import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { STATEMENTS_DIRECTORY } from "#database/statements/compile";
import { SHAPE, shapeFaults } from "#lib/sql/shape";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";

/** The bootcamp's own table, as its schema.sql makes it. */
const BOOTCAMP_USERS = `drop table users cascade;
  create table users (uuid uuid default uuid_generate_v4() primary key, display_name text not null, handle text not null,
    cognito_user_id text not null, created_at timestamp default current_timestamp not null)`;

const FAULTS: readonly (readonly [sql: string, faults: readonly string[]])[] = [
  [
    BOOTCAMP_USERS,
    [
      "activities lacks activities_user_uuid_fkey",
      "handle_reservations lacks handle_reservations_user_uuid_fkey",
      "users belongs to postgres instead of cruddur_owner",
      "users has no column email",
      "users lacks users_cognito_user_id_key",
      "users lacks users_email_key",
      "users lacks users_handle_key",
      "users.created_at is timestamp without time zone instead of timestamp with time zone",
    ],
  ],
  ["drop table activities cascade", ["there is no table activities"]],
  [
    "alter table users drop column email cascade",
    ["users has no column email", "users lacks users_email_key"],
  ],
  ["drop index users_handle_key", ["users lacks users_handle_key"]],
  [
    "alter table activities drop constraint activities_user_uuid_fkey",
    ["activities lacks activities_user_uuid_fkey"],
  ],
  [
    "alter table handle_reservations alter created_at type date",
    ["handle_reservations.created_at is date instead of timestamp with time zone"],
  ],
  [
    "alter table users add column extra text not null",
    ["users.extra wants a value that nobody gives it"],
  ],
  [
    "create rule swallow as on insert to activities do instead nothing",
    ["the rule swallow does something else instead of what is asked of activities"],
  ],
  [
    "alter table activities enable row level security",
    ["activities hides its rows: it has row security and no policy"],
  ],
  [
    "alter table cruddur_meta rename to meta; create view cruddur_meta as select * from meta",
    ["cruddur_meta belongs to postgres instead of cruddur_owner", "cruddur_meta is no table"],
  ],
];

/** Of somebody's own, and in nobody's way. */
const FINE = [
  "alter table users add column extra text, add column extra_age int not null default 0, add column extra_id int generated always as identity not null",
  "alter table activities alter message type varchar(500), alter likes_count type bigint",
  "create index on users (created_at); create unique index on activities (message)",
  "create rule also as on insert to activities do also select 1",
  "alter table activities enable row level security; create policy everybody on activities using (true)",
];

describe("shapeFaults", () => {
  const database = {} as { of: ConnectionParameters };
  before(async () => {
    database.of = await freshDatabase();
  });
  after(() => dropDatabase(database.of));

  const after_ = (sql: string) =>
    withClient(database.of, "test", async (client) => {
      await client.query(`begin; ${sql}`);
      return shapeFaults(client).finally(() => client.query("rollback"));
    });

  it("finds nothing in what the migrations make, whoever looks", async () => {
    for (const role of ["cruddur_api", "cruddur_reader"]) {
      const found = await withClient(asRole(database.of, role), "test", shapeFaults);
      assert.deepEqual(found, { faults: [], triggersBefore: [], isEmpty: false });
    }
  });

  for (const [sql, faults] of FAULTS) {
    it(`finds ${faults.join("; ")}`, async () => {
      const found = await after_(sql);
      assert.deepEqual(found.faults, faults);
      assert.equal(found.isEmpty, false);
    });
  }

  for (const sql of FINE) {
    it(`finds nothing after: ${sql}`, async () => assert.deepEqual((await after_(sql)).faults, []));
  }

  it("knows a database in which no migration has run, and names what comes before a row", async () => {
    assert.equal(
      (await after_("drop table users, activities, handle_reservations cascade")).isEmpty,
      true,
    );
    const trigger =
      "create trigger check_it before insert on users for each row execute function suppress_redundant_updates_trigger()";
    assert.deepEqual((await after_(trigger)).triggersBefore, ["check_it on users"]);
  });

  it("knows each column that a statement names", async () => {
    const files = (await readdir(STATEMENTS_DIRECTORY)).filter((file) => file.endsWith(".sql"));
    const texts = await Promise.all(
      files.map((file) => readFile(path.join(STATEMENTS_DIRECTORY, file), "utf8")),
    );
    const words = new Set(texts.join("\n").match(/\w+/g));
    const columns = await withClient(database.of, "test", async (client) => {
      const { rows } = await client.query<{ table: keyof typeof SHAPE; column: string }>(
        `select table_name as table, column_name as column from information_schema.columns
         where table_schema = 'public' and table_name = any ($1)`,
        [Object.keys(SHAPE).filter((table) => !table.startsWith("cruddur"))],
      );
      return rows;
    });
    const unknown = columns.filter(
      ({ table, column }) => words.has(column) && !(column in SHAPE[table].columns),
    );
    assert.deepEqual(unknown, []);
  });
});
