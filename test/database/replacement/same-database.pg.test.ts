import assert from "node:assert/strict";
import { drop } from "#database/replacement/drop";
import { fence, type Action } from "#database/fence/fence";
import { requireSameDatabase } from "#database/replacement/same-database";
import { setup } from "#database/replacement/setup";
import { RefusedError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { consentOf, localTarget, removeTarget, silentSteps } from "#test/targets";

const ACTION: Action = { chore: "db:test", what: "do it", kind: "destroys" };
const tell = () => {};

describe("requireSameDatabase", () => {
  let target: Target;
  beforeEach(async () => {
    target = await localTarget();
    await setUp();
  });
  afterEach(() => removeTarget(target));

  const setUp = () => setup(target, { consent: consentOf(), steps: silentSteps(), tell });
  const look = () => fence(target, ACTION, consentOf());

  it("lets the database pass that was looked at", async () => {
    await requireSameDatabase(target, ACTION, consentOf(), await look());
  });

  it("refuses one that came into its place, and one that is gone", async () => {
    const passed = await look();
    await setUp();
    await assert.rejects(requireSameDatabase(target, ACTION, consentOf(), passed), RefusedError);
    await drop(target, { consent: consentOf(), purge: true, dryRun: false, tell });
    await assert.rejects(
      requireSameDatabase(target, ACTION, consentOf(), passed),
      /was taken away by somebody else/,
    );
  });

  it("refuses one that was not there before", async () => {
    await drop(target, { consent: consentOf(), purge: true, dryRun: false, tell });
    const passed = await look();
    await setUp();
    await assert.rejects(
      requireSameDatabase(target, ACTION, consentOf(), passed),
      /was replaced by somebody else/,
    );
  });
});
