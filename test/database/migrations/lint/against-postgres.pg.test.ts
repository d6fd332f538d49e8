import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { lintMigration } from "#database/migrations/lint/lint";
import { SAME_FOR_EVERY_ROW } from "#database/migrations/lint/volatile-default";
import { dropDatabase, freshDatabase, testServer } from "#test/databases";

/** What PostgreSQL says at `debug1` when it does what a rule warns of. */
const TELLS: Readonly<Record<string, RegExp>> = {
  "table-rewrite": /^rewriting table/,
  "constraint-validation": /^(verifying table|validating foreign key)/,
  "index-concurrently": /^building index "(?!pg_toast).*" on table "(users|activities|alone)"/,
};

const STATEMENTS = [
  "alter table users add column a text default 'x'",
  "alter table users add column a timestamptz not null default now()",
  "alter table users add column a date default current_date",
  "alter table users add column a jsonb default jsonb_build_object('a', now())",
  "alter table users add column a timestamptz default clock_timestamp()",
  "alter table users add column a uuid default uuidv7()",
  "alter table users add column a double precision default 1 + random()",
  "alter table users add column a serial",
  "alter table users add column a int generated always as identity",
  "alter table users add column a int generated always as (length(handle)) stored",
  "alter table users add column a int generated always as (length(handle)) virtual",
  "alter table users add column a int check (a > 0)",
  "alter table users add column a uuid references users",
  "alter table users add column a uuid default '00000000-0000-7000-8000-000000000000' references users deferrable initially deferred",
  "alter table users alter column handle type varchar(50)",
  "alter table users add constraint k check (handle <> '')",
  "alter table users add constraint k check (handle <> '') not valid",
  "alter table users add constraint k check (handle <> '') not enforced",
  "alter table activities add constraint k foreign key (user_uuid) references users",
  "alter table activities add constraint k foreign key (user_uuid) references users not valid",
  "alter table activities add constraint k not null expires_at not valid",
  "alter table alone set unlogged",
  "alter table users add column a int unique",
  "alter table users add unique (display_name, handle)",
  "alter table users alter column created_at set default clock_timestamp()",
  "alter table users drop column display_name",
  "create index x on activities (message)",
];

describe("migration lint against PostgreSQL", () => {
  let database: ConnectionParameters;
  before(async () => {
    database = await freshDatabase();
    // Unlogged it may only become where no logged table refers to it.
    await withClient(database, "test", (client) =>
      client.query("create table alone (id int primary key)"),
    );
  });
  after(() => dropDatabase(database));

  /** What the server says it does. */
  async function toldBy(sql: string): Promise<string[]> {
    const said: string[] = [];
    await withClient(database, "test", async (client) => {
      client.on("notice", ({ message }) => said.push(message ?? ""));
      await client.query("begin; set local client_min_messages = debug1");
      await client.query(sql);
      await client.query("rollback");
    });
    return said;
  }

  for (const sql of STATEMENTS) {
    it(`agrees on: ${sql}`, async () => {
      const said = await toldBy(sql);
      const found = (await lintMigration("x.sql", sql)).map(({ rule }) => rule);
      // A table that is written anew gets its indexes anew, and that is one fault, not two.
      const isRewritten = said.some((line) => TELLS["table-rewrite"]!.test(line));
      for (const [rule, tell] of Object.entries(TELLS)) {
        const happens = said.some((line) => tell.test(line));
        if (rule === "index-concurrently" && isRewritten) continue;
        assert.equal(found.includes(rule as never), happens, `${rule}: ${said.join(" | ")}`);
      }
    });
  }

  it("takes no function for stable that the server calls volatile", async () => {
    const { maintenance, ...server } = await testServer();
    const { rows } = await withClient({ ...server, database: maintenance }, "test", (client) =>
      client.query<{ proname: string; volatile: boolean }>(
        `select proname, bool_or(provolatile = 'v') as volatile from pg_proc
         where proname = any ($1) and pronamespace = 'pg_catalog'::regnamespace group by proname`,
        [[...SAME_FOR_EVERY_ROW]],
      ),
    );
    assert.deepEqual(
      rows.filter(({ volatile }) => volatile),
      [],
    );
    assert.deepEqual(rows.map(({ proname }) => proname).sort(), [...SAME_FOR_EVERY_ROW].sort());
  });
});
