import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fence, requireSafeTarget, type Action } from "#database/fence/fence";
import { MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import { migrateTarget } from "#database/migrations/migrate-target";
import { setup } from "#database/replacement/setup";
import { RefusedError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { dropDatabase, freshDatabase, seededRows } from "#test/databases";
import { consentOf, localTarget, removeTarget, silentSteps, within } from "#test/targets";

const destroys: Action = { chore: "db:drop", what: "drop it", kind: "destroys" };
const seeds: Action = { chore: "db:seed", what: "add rows", kind: "seeds" };
const changes: Action = { chore: "db:migrate", what: "change the schema", kind: "changes" };

const dev = (local: Target): Target => ({
  ...local,
  name: "dev",
  environment: "dev",
  isLocal: false,
  kind: "stack",
});
const production = (local: Target): Target => ({
  ...local,
  name: "prod",
  environment: "production",
  isLocal: false,
  isProduction: true,
});

const refusalOf = async (work: Promise<unknown>): Promise<RefusedError> => {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof RefusedError, String(error));
    assert.match(error.message, /Nothing was done\./);
    assert.equal(error.exitCode, 2);
    return error;
  }
  throw new Error("it was not refused");
};

describe("requireSafeTarget", () => {
  let target: Target;
  before(async () => {
    target = await localTarget({ parameters: await freshDatabase("seeded") });
  });
  after(() => dropDatabase(target.parameters));

  const mark = (environment: string, stack = environment) =>
    within(target, (client) =>
      client.query("update cruddur_meta set environment = $1, stack = $2", [environment, stack]),
    );
  const check = (wanted: Target, action: Action, confirm?: string, consent = consentOf(confirm)) =>
    within(target, (client) => requireSafeTarget(client, wanted, action, consent));

  it("lets a local chore at a database that is marked local, without a question", async () => {
    await mark("local");
    for (const action of [destroys, seeds, changes]) {
      const { marker } = await check(target, action);
      assert.equal(marker?.environment, "local");
    }
  });

  it("refuses a local chore at a database marked production: a tunnel; no consent helps", async () => {
    await mark("production", "prod");
    for (const action of [destroys, seeds, changes]) {
      const { message, hint } = await refusalOf(check(target, action, target.parameters.database));
      assert.match(message, /production/);
      assert.match(hint!, /CONNECTION_URL.*tunnel|tunnel/);
    }
  });

  it("refuses a database of another environment or another stack", async () => {
    await mark("staging");
    assert.match(
      (await refusalOf(check(target, destroys))).message,
      /says it is environment "staging"/,
    );
    await mark("dev", "dev-alice");
    const { message } = await refusalOf(check(dev(target), destroys, target.parameters.database));
    assert.match(message, /stack dev-alice\), but the target is dev/);
  });

  it("refuses to destroy or seed production by its target's name, whatever the marker says", async () => {
    for (const environment of ["production", "local", "dev"]) {
      await mark(environment);
      for (const action of [destroys, seeds]) {
        await refusalOf(check(production(target), action, target.parameters.database));
      }
    }
  });

  it("lets production be migrated with consent, and only production", async () => {
    await mark("production", "prod");
    await refusalOf(check(production(target), changes));
    await check(production(target), changes, target.parameters.database);
    await mark("dev");
    await refusalOf(check(production(target), changes, target.parameters.database));
  });

  it("tells off this machine what would be lost, and wants the database's name", async () => {
    await mark("dev");
    const consent = consentOf();
    const { hint } = await refusalOf(check(dev(target), destroys, undefined, consent));
    const told = consent.notes.join("\n");
    const { users, activities } = await seededRows();
    assert.match(
      told,
      new RegExp(`public\\.activities: ${activities} rows, the newest of \\d{4}-`),
    );
    assert.match(told, new RegExp(`public\\.users: ${users} rows`));
    assert.match(told, /other sessions/);
    assert.match(told, /no backup that the server knows of/);
    const { database } = target.parameters;
    assert.match(hint!, new RegExp(`npm run db:drop -- --target dev --confirm ${database}`));
    const wrong = await refusalOf(check(dev(target), destroys, "cruddur"));
    assert.match(wrong.message, /--confirm says "cruddur", but the database is/);
    await check(dev(target), destroys, database);
  });

  it("asks before it touches tables of somebody who does not know our marker", async () => {
    await within(target, (client) =>
      client.query("delete from cruddur_meta; alter table cruddur_migrations rename to theirs"),
    );
    const { message } = await refusalOf(check(target, destroys));
    assert.match(message, /has tables and no marker/);
    await check(target, destroys, target.parameters.database);
    await within(target, (client) =>
      client.query(
        "alter table theirs rename to cruddur_migrations; insert into cruddur_meta (environment, stack) values ('local', 'local')",
      ),
    );
  });

  it("refuses a hosted server behind a local address", async () => {
    await mark("local");
    await within(target, (client) => client.query("create role rdsadmin"));
    try {
      const { message } = await refusalOf(check(target, seeds, target.parameters.database));
      assert.match(message, /hosted server \(Amazon RDS\)/);
    } finally {
      await within(target, (client) => client.query("drop role rdsadmin"));
    }
  });
});

const createDatabase = (target: Target) =>
  within(
    target,
    (client) => client.query(`create database ${target.parameters.database}`),
    target.maintenance,
  );

describe("fence", () => {
  it("lets a database pass that does not exist", async () => {
    assert.equal(await fence(await localTarget(), destroys, consentOf()), undefined);
  });

  it("lets a database pass whose first migrations ended before its marker was written", async () => {
    const target = await localTarget();
    const directory = await mkdtemp(path.join(tmpdir(), "cruddur migrations-"));
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    const last = path.join(directory, "9999-typo.sql");
    const options = { chore: "db:migrate", consent: consentOf(), dryRun: false, directory };
    await writeFile(last, "-- Up Migration\ncreat table a (b int);\n-- Down Migration\n");
    await createDatabase(target);
    await assert.rejects(migrateTarget(target, options), /9999-typo\.sql/);
    await rm(last);
    assert.deepEqual(await migrateTarget(target, options), []);
    assert.equal((await fence(target, changes, consentOf()))?.marker?.environment, "local");
    await rm(directory, { recursive: true });
    await removeTarget(target);
  });

  for (const name of ["postgres", "template1", "x_next", "x_prev", "x_discarded"]) {
    it(`refuses ${name}, which is not the application's, whatever is confirmed`, async () => {
      const { parameters } = await localTarget();
      const target = await localTarget({ parameters: { ...parameters, database: name } });
      const isMade = name.startsWith("x_");
      if (isMade) await createDatabase(target);
      for (const action of [seeds, changes])
        await refusalOf(fence(target, action, consentOf(name)));
      if (isMade) await removeTarget(target);
    });
  }

  it("lets a database pass that was rolled back to before its marker", async () => {
    const target = await localTarget();
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
    await within(target, (client) =>
      client.query(
        "drop table cruddur_meta; delete from cruddur_migrations where name like '%-create-cruddur-meta'",
      ),
    );
    assert.deepEqual(await fence(target, changes, consentOf()), {
      marker: undefined,
      isAgreed: false,
    });
    await removeTarget(target);
  });

  it("gives the server's own error when it cannot be asked", async () => {
    const { parameters } = await localTarget();
    const target = await localTarget({ parameters: { ...parameters, password: "wrong" } });
    await assert.rejects(fence(target, destroys, consentOf()), { code: "28P01" });
  });
});
