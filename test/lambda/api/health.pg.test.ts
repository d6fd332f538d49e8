import assert from "node:assert/strict";
import pg from "pg";
import type { ConnectionParameters } from "#database/connection/connect";
import type { Queryable } from "#lib/sql/statement";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";
import { createApp } from "../../../lambda/api/app.ts";
import { healthOf } from "../../../lambda/api/health.ts";

describe("healthOf", () => {
  let database: ConnectionParameters;
  let pool: pg.Pool;
  let queries = 0;
  let isAway = false;
  const counted: Queryable = {
    query: (statement) => {
      queries += 1;
      return isAway
        ? Promise.reject(Object.assign(new Error("nobody answers"), { code: "ECONNREFUSED" }))
        : pool.query(statement as pg.QueryConfig);
    },
  };
  before(async () => {
    database = await freshDatabase();
    pool = new pg.Pool({ ...asRole(database, "cruddur_api"), ssl: false, max: 1 });
  });
  after(async () => {
    await pool.end();
    await dropDatabase(database);
  });
  beforeEach(() => {
    queries = 0;
    isAway = false;
  });

  it("tells on AWS nothing of the database, and looks at it once in five seconds", async () => {
    let at = 1_000_000;
    const errors: unknown[] = [];
    const health = healthOf({
      database: counted,
      target: "prod",
      onError: (error) => errors.push(error),
      now: () => at,
    });
    for (let time = 0; time < 100; time += 1) assert.deepEqual(await health(), { details: {} });
    const first = queries;
    assert.ok(first > 0 && first < 5, `${first}`);
    isAway = true;
    at += 4_999;
    assert.deepEqual(await health(), { details: {} });
    assert.equal(queries, first);
    at += 1;
    for (let time = 0; time < 100; time += 1) assert.ok("error" in (await health()));
    assert.equal(queries, first + 1);
    assert.equal(errors.length, 1);
    isAway = false;
    at += 5_000;
    assert.deepEqual(await health(), { details: {} });
  });

  it("looks in the local copy each time, and tells what a doctor asks for", async () => {
    const health = healthOf({ database: counted, target: "local", onError: assert.fail });
    const found = (await health()) as { details: Record<string, string> };
    assert.equal(found.details["database"], database.database);
    const first = queries;
    await health();
    assert.equal(queries, 2 * first);
  });

  it("is all that a stack's /api/health says: status and target", async () => {
    const app = createApp({
      database: counted,
      verify: async () => undefined,
      target: "prod",
      onError: assert.fail,
    });
    const response = await app.request("/api/health");
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: "ok", target: "prod" });
  });
});
