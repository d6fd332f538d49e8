import assert from "node:assert/strict";
import pg from "pg";
import { databaseProblem } from "#database/connection/problem";
import { someTarget } from "#test/some-target";
import { localTarget, removeTarget, within } from "#test/targets";

const target = () => someTarget({ name: "dev" });
const withCode = (code: string, message = "what the server said") =>
  Object.assign(new Error(message), { code });

describe("databaseProblem", () => {
  const known: Record<string, RegExp> = {
    ECONNREFUSED: /No PostgreSQL listens at 127\.0\.0\.1:\d+/,
    ENOTFOUND: /is not known/,
    ETIMEDOUT: /does not answer/,
    ECONNRESET: /ended from the other side/,
    "57P01": /ended from the other side/,
    "57P03": /is starting up/,
    "53300": /no connection left/,
    "28P01": /refuses user postgres/,
    "3D000": /There is no database/,
    "53100": /disk is full/,
    "55P03": /holds a lock/,
    "57014": /cancelled/,
    "42501": /may not do this/,
    "25006": /takes no changes/,
  };
  for (const [code, said] of Object.entries(known)) {
    it(`explains ${code}, with what the server said and what to do`, () => {
      const problem = databaseProblem(withCode(code), target())!;
      assert.match(problem.message, said);
      assert.match(problem.message, /what the server said/);
      assert.notEqual(problem.hint, undefined);
    });
  }

  it("says how to take a library back, without which nobody gets in", async () => {
    const local = await localTarget();
    const { database } = local.parameters;
    const admin = (sql: string) => within(local, (client) => client.query(sql), local.maintenance);
    await admin(`create database ${database}`);
    await admin(`alter database ${database} set local_preload_libraries = 'nosuch'`);
    const error = await within(local, async () => {}).catch((caught: unknown) => caught);
    const { message, hint } = databaseProblem(error, local)!;
    assert.match(message, /nosuch/);
    assert.match(hint, new RegExp(`alter database NAME reset local_preload_libraries`));
    await admin(`alter database ${database} reset local_preload_libraries`);
    await within(local, async () => {});
    await removeTarget(local);
  });

  it("leaves bugs alone", () => {
    assert.equal(databaseProblem(withCode("42601"), target()), undefined);
    assert.equal(databaseProblem(new TypeError("x is not a function"), target()), undefined);
  });

  it("names the target in what to type, and never the password", () => {
    const { hint, message } = databaseProblem(withCode("55P03"), target())!;
    assert.match(hint!, /npm run db:sessions -- --target dev/);
    assert.doesNotMatch(`${hint}${message}`, /password/);
  });

  it("knows a session that is ended in the midst of a statement", async () => {
    const local = await localTarget();
    const error: unknown = await within(
      local,
      async (admin) => {
        const client = new pg.Client({ ...local.parameters, database: local.maintenance });
        client.on("error", () => {});
        await client.connect();
        const { rows } = await client.query("select pg_backend_pid() as pid");
        const sleeping = client.query("select pg_sleep(20)").catch((caught: unknown) => caught);
        await admin.query("select pg_terminate_backend($1)", [rows[0].pid]);
        return sleeping;
      },
      local.maintenance,
    );
    assert.match(databaseProblem(error, local)!.message, /ended from the other side/);
  });

  it("knows a connection that times out", async () => {
    const error = await new pg.Client({ host: "127.0.0.1", port: 9, connectionTimeoutMillis: 1 })
      .connect()
      .catch((caught: unknown) => caught);
    assert.match(databaseProblem(error, target())!.message, /does not answer|listens/);
  });
});
