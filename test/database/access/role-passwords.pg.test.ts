import assert from "node:assert/strict";
import { applyRoles, derivedPasswords } from "#database/access/access";
import { applyTargetAccess } from "#database/access/apply-target-access";
import { rolePasswords } from "#database/access/role-passwords";
import { withClient } from "#database/connection/connect";
import { migrateTarget } from "#database/migrations/migrate-target";
import { provision } from "#database/provision";
import { create } from "#database/replacement/create";
import { setup } from "#database/replacement/setup";
import type { Target } from "#lib/domain/target";
import { codeOf, RefusedError } from "#lib/errors";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  within,
} from "#test/targets";

/** The commands that give roles passwords, on a server of somebody's own. */
const COMMANDS: Readonly<Record<string, (target: Target, confirm?: string) => Promise<unknown>>> = {
  "db:setup": (target, confirm) =>
    setup(target, { consent: consentOf(confirm), steps: silentSteps(), tell: () => {} }),
  "db:create": (target) => create(target, { dryRun: false, note: () => {} }),
  "npm start": (target) => provision(target.parameters, target.maintenance),
};

describe("rolePasswords", () => {
  let target: Target;
  const onServer = (sql: string) =>
    within(target, (client) => client.query(sql), target.maintenance);
  const putRight = () =>
    within(
      target,
      (client) => applyRoles(client, derivedPasswords(target.parameters.password)),
      target.maintenance,
    );
  beforeEach(async () => {
    target = await localTarget({ kind: "external" });
  });
  afterEach(async () => {
    await putRight();
    await removeTarget(target);
  });

  /** Whether the role has the password that another Cruddur gave it. */
  const isTheirs = async (user: string): Promise<boolean> => {
    const parameters = { ...target.parameters, user, password: "theirs" };
    try {
      await withClient({ ...parameters, database: target.maintenance }, "test", async () => {});
      return true;
    } catch (error) {
      assert.equal(codeOf(error), "28P01");
      return false;
    }
  };

  const refused = async (work: () => Promise<unknown>): Promise<void> => {
    const endings = await endingsOf(target);
    await assert.rejects(work(), (error) => {
      assert.ok(error instanceof RefusedError, String(error));
      assert.match(error.message, /^cruddur_\w+.* somebody else's: .*Nothing was done\.$/);
      assert.match(error.hint, /npm run \S+ -- --confirm target_/);
      return true;
    });
    assert.deepEqual(await endingsOf(target), endings);
  };

  for (const [name, run] of Object.entries(COMMANDS)) {
    it(`${name} refuses roles that have other passwords, or were made by others`, async () => {
      await onServer("alter role cruddur_api password 'theirs'");
      await refused(() => run(target));
      assert.ok(await isTheirs("cruddur_api"));
      await putRight();
      for (const comment of [
        "comment on role cruddur_owner is 'owns my things'",
        "comment on role cruddur_reader is null",
      ]) {
        await onServer(comment);
        await refused(() => run(target));
        await putRight();
      }
    });

    it(`${name} leaves the passwords of roles that are there as they are`, async () => {
      await onServer("alter role cruddur_sign_up password 'theirs'");
      await run(target);
      assert.ok(await isTheirs("cruddur_sign_up"));
    });
  }

  it("takes --confirm for consent", async () => {
    const { database } = target.parameters;
    await COMMANDS["db:setup"]!(target);
    await onServer("alter role cruddur_api password 'theirs'");
    const consent = consentOf(database);
    const options = { chore: "db:access", dryRun: false };
    await refused(() => applyTargetAccess(target, { ...options, consent: consentOf() }));
    await refused(() => migrateTarget(target, { ...options, consent: consentOf() }));
    await applyTargetAccess(target, { ...options, consent });
    assert.equal(await isTheirs("cruddur_api"), false);
    const again = () =>
      within(target, (client) => rolePasswords(client, target, { command: "db:setup" }));
    assert.deepEqual(await again(), new Map());
  });

  it("gives all of them again on a server of the local copy's own", async () => {
    const passwords = await within(
      target,
      (client) => rolePasswords(client, { ...target, kind: "embedded" }, { command: "db:setup" }),
      target.maintenance,
    );
    assert.deepEqual(passwords, derivedPasswords(target.parameters.password));
  });

  it("gives one to a role that is missing", async () => {
    await onServer("alter role cruddur_reader rename to cruddur_away");
    const passwords = await within(
      target,
      (client) => rolePasswords(client, target, { command: "db:setup" }),
      target.maintenance,
    );
    await onServer("alter role cruddur_away rename to cruddur_reader");
    assert.deepEqual([...passwords.keys()], ["cruddur_reader"]);
  });
});
