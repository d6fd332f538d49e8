import assert from "node:assert/strict";
import { notOneTransaction } from "#lib/sql/one-transaction";

describe("notOneTransaction", () => {
  const alone: Readonly<Record<string, string>> = {
    "select 1; begin; select 2; commit;": "BEGIN",
    "-- first\nStart  Transaction;": "START TRANSACTION",
    "/* a */ rollback": "ROLLBACK",
    "create table t (); vacuum t;": "VACUUM",
    "create database x": "CREATE DATABASE",
    "select 1; create unique index concurrently i on t (a)": "CREATE UNIQUE INDEX CONCURRENTLY",
    "reindex (verbose) table concurrently t": "REINDEX (VERBOSE) TABLE CONCURRENTLY",
    "alter table t detach partition p concurrently": "ALTER TABLE T DETACH PARTITION P CONCURRENTL",
    "alter type mood add value 'ok'": "ALTER TYPE MOOD ADD VALUE",
    "alter system set work_mem = '1MB'": "ALTER SYSTEM",
    "\\c other\nselect 1;": String.raw`\C`,
  };
  for (const [text, why] of Object.entries(alone)) {
    it(`names ${why}`, () => assert.equal(notOneTransaction(text), why.slice(0, 40)));
  }

  for (const text of [
    "",
    "create table t (); insert into t default values",
    "savepoint a; rollback to a; rollback to savepoint a; release a",
    "select 'begin; commit'; select $$vacuum;$$",
    "create function f() returns int begin atomic select 1; end; select f()",
    "do $$ begin perform 1; end $$; select 1",
    "refresh materialized view concurrently v",
    "create index i on t (concurrently_made)",
    "\\copy t from 'file'\nselect 1;",
    "endless();",
  ]) {
    it(`finds nothing in ${JSON.stringify(text)}`, () => {
      assert.equal(notOneTransaction(text), undefined);
    });
  }
});
