import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { setup } from "#database/replacement/setup";
import type { Target } from "#lib/domain/target";
import { command, RunningCommand } from "#test/cli";
import { consentOf, localTarget, removeTarget, silentSteps, urlOf, within } from "#test/targets";
import { until } from "#test/until";

const ROUNDS = 6;

describe("db:migrate and db:rollback, killed", () => {
  let target: Target;
  before(async () => {
    target = await localTarget();
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
  });
  after(() => removeTarget(target));

  const environment = () => ({ env: { CONNECTION_URL: urlOf(target) } });
  const args = (name: string) =>
    name === "db-rollback" ? ["--confirm", target.parameters.database] : [];
  /** What there is: tables, columns, indexes, and the migrations that the database says it has. */
  const shape = () =>
    within(target, async (client) => {
      const { rows } = await client.query<{ it: string }>(
        `select string_agg(what, E'\\n' order by what) as it from (
           select name as what from cruddur_migrations
           union all select format('%s.%s', attrelid::regclass, attname) from pg_attribute
             where attrelid >= 16384 and attnum > 0 and not attisdropped and attname <> 'sha256'
           union all select pg_get_indexdef(indexrelid) from pg_index where indexrelid >= 16384) as parts`,
      );
      return rows[0]!.it;
    });
  const sessions = () =>
    within(
      target,
      async (client) => {
        const { rowCount } = await client.query(
          "select from pg_stat_activity where datname = $1 and application_name ~ '^cruddur/db:'",
          [target.parameters.database],
        );
        return rowCount!;
      },
      target.maintenance,
    );

  it("leave the newest migration whole or not there at all, and can be typed again", async () => {
    const whole = await shape();
    const ended = await command("db-rollback", args("db-rollback"), environment());
    assert.equal(ended.code, 0, ended.stderr);
    const without = await shape();
    assert.notEqual(without, whole);
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = (await shape()) === whole ? "db-rollback" : "db-migrate";
      const running = new RunningCommand(name, args(name), environment());
      while (!running.isOver && (await sessions()) === 0);
      await delay(Math.random() * 120);
      running.interrupt("SIGKILL");
      await running.ended;
      await until("the end of its sessions", async () => (await sessions()) === 0);
      assert.ok([whole, without].includes(await shape()), `${name} in round ${round}`);
    }
    const { code, stderr } = await command("db-migrate", [], environment());
    assert.equal(code, 0, stderr);
    assert.equal(await shape(), whole);
  });

  it("are done by one of two at once, of which the other is refused or has nothing to do", async () => {
    const whole = await shape();
    for (const name of ["db-rollback", "db-migrate"]) {
      const ends = await Promise.all([1, 2].map(() => command(name, args(name), environment())));
      for (const { code, stderr } of ends) assert.ok(code === 0 || code === 2, stderr);
      assert.ok(ends.some(({ code }) => code === 0));
      const done = ends.flatMap(({ stdout }) => stdout.match(/^(?:Took back|Ran) .*$/gm) ?? []);
      if (name === "db-migrate") assert.equal(await shape(), whole);
      // One after the other on a quick machine, and then the second takes the one below back, or is refused the base.
      else assert.ok(done.length <= 2, JSON.stringify(ends));
    }
  });
});
