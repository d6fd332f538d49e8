import assert from "node:assert/strict";
import { requireLocalForBulk } from "#database/seeds/bulk/target";
import type { TargetContext } from "#lib/terminal/command-context";
import { RefusedError } from "#lib/errors";
import { someTarget } from "#test/some-target";

describe("requireLocalForBulk", () => {
  const contextOf = (target: TargetContext["target"]) => ({ target }) as TargetContext;

  it("lets the local database pass and refuses a stack's", () => {
    requireLocalForBulk(contextOf(someTarget()));
    assert.throws(
      () => requireLocalForBulk(contextOf(someTarget({ name: "dev", isLocal: false }))),
      (error) => error instanceof RefusedError && /only for the local database/.test(error.message),
    );
  });
});
