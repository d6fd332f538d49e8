import assert from "node:assert/strict";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { identifier } from "#lib/sql/quote";
import { dropDatabase, freshDatabase, testServer } from "#test/databases";
import { describeWithOlderPostgres } from "#test/older/older-postgres";

/** What a role, a database or PGOPTIONS may have that bends what a session reads or does. */
const BENT: Readonly<Record<string, string>> = {
  search_path: "elsewhere",
  role: "pg_monitor",
  TimeZone: "Asia/Kathmandu",
  DateStyle: "German",
  IntervalStyle: "iso_8601",
  bytea_output: "escape",
  extra_float_digits: "-10",
  standard_conforming_strings: "off",
  quote_all_identifiers: "on",
  transform_null_equals: "on",
  row_security: "off",
  default_transaction_isolation: "serializable",
  default_transaction_read_only: "on",
  statement_timeout: "1s",
  idle_in_transaction_session_timeout: "1s",
  password_encryption: "md5",
  client_min_messages: "error",
};

/** The session's settings that are bent above, and some values as it reads them. */
const session = (parameters: ConnectionParameters) =>
  withClient(parameters, "test", async (client) => {
    const { rows: settings } = await client.query(
      "select name, setting from pg_settings where name = any ($1) order by name",
      [Object.keys(BENT)],
    );
    const { rows: values } = await client.query(
      `select current_user, '2026-01-02 03:04:05+00'::timestamptz as at, now()::text ~ '^\\d{4}-' as iso,
         '1 day 2 hours'::interval::text as span, '\\x00ff'::bytea as bytes, 0.1::float8 + 0.2 as sum`,
    );
    return { settings, values };
  });

describe("openClient", () => {
  let database: ConnectionParameters;
  before(async () => {
    database = await freshDatabase();
  });
  after(() => dropDatabase(database));

  it("has the same session whatever role, database and environment would make of it", async () => {
    const { maintenance, ...server } = await testServer();
    const before = await session(database);
    const name = identifier(database.database);
    await withClient({ ...server, database: maintenance }, "test", async (client) => {
      for (const [setting, value] of Object.entries(BENT)) {
        await client.query(`alter database ${name} set ${setting} = '${value}'`);
        await client.query(`alter role postgres in database ${name} set ${setting} = '${value}'`);
      }
    });
    const earlier = process.env["PGOPTIONS"];
    process.env["PGOPTIONS"] = "-c search_path=elsewhere -c DateStyle=German";
    try {
      assert.deepEqual(await session(database), before);
      assert.equal(before.values[0].at.toISOString(), "2026-01-02T03:04:05.000Z");
    } finally {
      if (earlier === undefined) delete process.env["PGOPTIONS"];
      else process.env["PGOPTIONS"] = earlier;
    }
  });

  it("goes back to it by reset all", async () => {
    const path = await withClient(database, "test", async (client) => {
      await client.query("set search_path = elsewhere; reset all");
      return (await client.query<{ search_path: string }>("show search_path")).rows;
    });
    assert.deepEqual(path, [{ search_path: "public" }]);
  });
});

describeWithOlderPostgres("openClient on an older server", (server) => {
  it("connects, as every setting is known there", async () => {
    const { maintenance, major, ...address } = server();
    const rows = await withClient({ ...address, database: maintenance }, "test", async (client) => {
      return (await client.query<{ server_version: string }>("show server_version")).rows;
    });
    assert.equal(Number.parseInt(rows[0]!.server_version, 10), major);
  });
});
