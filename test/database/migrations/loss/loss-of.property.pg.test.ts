import assert from "node:assert/strict";
import fc from "fast-check";
import type pg from "pg";
import { openClient } from "#database/connection/connect";
import { lossOf } from "#database/migrations/loss/loss-of";
import { literal } from "#lib/sql/quote";
import { dropDatabase, freshDatabase } from "#test/databases";

const rowsOf = fc.array(
  fc.tuple(
    fc.option(fc.constantFrom("0", "1", "1.5", "2.25", "-3", "NaN", "100000"), { nil: null }),
    fc.option(fc.constantFrom("", "a", "A", "ab ", "abc", "ä", "'\\\\"), { nil: null }),
  ),
  { maxLength: 6 },
);
const step = fc.constantFrom(
  "alter table t alter a type numeric(12, 4)",
  "alter table t alter a type numeric(8, 1)",
  "alter table t alter b type varchar(2) using left(b, 2)",
  "alter table t alter b type varchar(10)",
  "alter table t alter b type text using upper(b)",
  "update t set b = trim(b)",
  "update t set a = a + 0",
  "update t set b = 'a' where b = 'A'",
  "delete from t where a = 1",
  "delete from t where a is null",
  "insert into t (a, b) values (1, 'a')",
  "create temp table if not exists x as table t; truncate t; insert into t (a, b) select a, b from x",
  "alter table t add c text; update t set c = b; alter table t drop b; alter table t rename c to b",
  "alter table t rename to u; create table t as select a, b from u; drop table u",
  "alter table t add d int default 1; alter table t drop d",
);

describe("lossOf of any rows and statements", () => {
  let client: pg.Client;
  let drop: () => Promise<void>;
  before(async () => {
    const parameters = await freshDatabase();
    client = await openClient(parameters, "test");
    drop = () => dropDatabase(parameters);
  });
  after(async () => {
    await client.end();
    await drop();
  });

  /** The rows, numbers written the shortest way. */
  async function model(): Promise<string[]> {
    const { rows } = await client.query<(string | null)[]>({
      text: "select trim_scale(a::numeric)::text, b from t",
      rowMode: "array",
    });
    return rows.map((row) => JSON.stringify(row));
  }

  it("is said exactly when a row is not there any more", async () => {
    await fc.assert(
      fc.asyncProperty(
        rowsOf,
        fc.array(step, { minLength: 1, maxLength: 3 }),
        async (rows, steps) => {
          await client.query("begin; create table t (a numeric, b text)");
          try {
            const value = (text: string | null) => (text === null ? "null" : literal(text));
            for (const [a, b] of rows)
              await client.query(`insert into t values (${value(a)}, ${value(b)})`);
            const before = await model();
            const loss = await lossOf(
              client,
              async () => void (await client.query(steps.join(";"))),
              () => {},
            );
            const left = await model();
            for (const row of left) {
              const at = before.indexOf(row);
              if (at >= 0) before.splice(at, 1);
            }
            assert.equal(loss.length > 0, before.length > 0, loss.join());
          } finally {
            await client.query("rollback");
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
