import assert from "node:assert/strict";
import { requireLocalForBulk } from "#database/seeds/bulk/target";
import type { TargetContext } from "#cli/command";
import { RefusedError } from "#lib/errors";
import { localTarget } from "#test/targets";

describe("requireLocalForBulk", () => {
  const contextOf = (target: TargetContext["target"]) => ({ target }) as TargetContext;

  it("lets the local database pass and refuses a stack's", () => {
    requireLocalForBulk(contextOf(localTarget()));
    assert.throws(
      () => requireLocalForBulk(contextOf(localTarget({ name: "dev", isLocal: false }))),
      (error) => error instanceof RefusedError && /only for the local database/.test(error.message),
    );
  });
});
