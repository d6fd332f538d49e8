import assert from "node:assert/strict";
import { requireSafeTarget } from "#database/fence/fence";
import { mark, readMarked, refuseMark } from "#database/fence/mark";
import { RefusedError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { dropDatabase, freshDatabase } from "#test/databases";
import { consentOf, localTarget, within } from "#test/targets";

describe("mark", () => {
  let next: Target;
  before(async () => {
    const local = await localTarget({ parameters: await freshDatabase("seeded") });
    const isProduction = true;
    next = { ...local, name: "acme/prod-next", environment: "prod", isLocal: false, isProduction };
    next = { ...next, kind: "stack" };
    await within(next, (client) =>
      client.query("update cruddur_meta set environment = 'prod', stack = 'prod'"),
    );
  });
  after(() => dropDatabase(next.parameters));

  const migrate = () =>
    within(next, (client) =>
      requireSafeTarget(
        client,
        next,
        { chore: "db:migrate", what: "change the schema", kind: "changes" },
        consentOf(next.parameters.database),
      ),
    );

  it("makes a restored database the stack's own, which the fence refused before", async () => {
    await assert.rejects(migrate(), /says it is environment "prod" \(stack prod\)/);
    const found = await readMarked(next, "db:mark");
    assert.equal(found.isRight, false);
    assert.equal(found.marker.stack, "prod");
    assert.ok(found.contents.some((line) => /^public\.users: [1-9]\d* rows/.test(line)));
    assert.ok(
      found.contents.some((line) => /public\.activities: .*the newest of \d{4}-/.test(line)),
    );
    const now = await mark(next, found.marker, "db:mark");
    assert.equal(now.stack, "prod-next");
    assert.notEqual(now.fingerprint, found.marker.fingerprint);
    await migrate();
    assert.equal((await readMarked(next, "db:mark")).isRight, true);
  });

  it("changes nothing where somebody else has marked it meanwhile", async () => {
    const { marker } = await readMarked(next, "db:mark");
    const stale = { ...marker, fingerprint: "019aa000-0000-7000-8000-000000000000" };
    await assert.rejects(mark(next, stale, "db:mark"), RefusedError);
    assert.deepEqual((await readMarked(next, "db:mark")).marker, marker);
  });

  it("refuses another environment's rows, and the server of a stack that lives with it", () => {
    const from = (environment: string, liveOn?: string) => () =>
      refuseMark(next, { environment, stack: "old" }, { liveOn, own: "db-NEXT" });
    assert.throws(
      from("dev"),
      /is environment "dev" \(stack old\), and stack acme\/prod-next is "prod"/,
    );
    assert.throws(
      from("prod", "db-NEXT"),
      /stack old's, which is up and works with this very server/,
    );
    from("prod", "db-OLD")();
    from("production")();
  });

  it("refuses a database without a marker, and says what gives it one", async () => {
    const empty = { ...next.parameters, database: next.maintenance };
    await assert.rejects(readMarked({ ...next, parameters: empty }, "db:mark"), (error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /has no marker/);
      assert.match(error.hint, /npm run db:migrate -- --target acme\/prod-next/);
      return true;
    });
  });
});
