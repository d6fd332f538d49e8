import assert from "node:assert/strict";
import { takeOver } from "#database/access/take-over";
import { withClient } from "#database/connection/connect";
import { migrateTarget } from "#database/migrations/migrate-target";
import { OWNER } from "#lib/domain/access";
import type { Target } from "#lib/domain/target";
import type { UserError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";
import { consentOf, localTarget, removeTarget, within } from "#test/targets";

describe("takeOver", () => {
  let target: Target;
  beforeEach(async () => {
    target = await localTarget();
    await within(
      target,
      (client) => client.query(`create database ${identifier(target.parameters.database)}`),
      target.maintenance,
    );
  });
  afterEach(() => removeTarget(target));

  const ownerOf = () =>
    within(target, async (client) => {
      const { rows } = await client.query<{ owner: string }>(
        "select pg_get_userbyid(datdba) as owner from pg_database where datname = current_database()",
      );
      return rows[0]!.owner;
    });

  it("lets the migrations into an empty database that somebody else has made", async () => {
    const chore = "db:migrate";
    const ran = await migrateTarget(target, { chore, consent: consentOf(), dryRun: false });
    assert.ok(ran.length > 0);
    assert.equal(await ownerOf(), OWNER);
  });

  it("says what to type as whom where this user may not, and that works", async () => {
    const guest = `guest_${target.parameters.database}`;
    await within(target, (client) => client.query(`create role ${guest} login password 'guest'`));
    const asGuest = () =>
      withClient({ ...target.parameters, user: guest, password: "guest" }, "test", takeOver);
    try {
      const error = await asGuest().then(
        () => assert.fail("it was taken over"),
        (thrown: UserError) => thrown,
      );
      assert.match(error.message, /was made by postgres, and cruddur_owner may make no tables/);
      assert.equal(await ownerOf(), "postgres");
      const sql = /in that database: (.*)$/.exec(error.hint)![1]!;
      await within(target, (client) => client.query(sql));
      await asGuest();
      assert.equal(await ownerOf(), OWNER);
    } finally {
      await within(target, (client) => client.query(`drop role ${guest}`));
    }
  });
});
