import assert from "node:assert/strict";
import { passwordProblem } from "../../../web/account/password-problem.ts";

describe("passwordProblem", () => {
  it("is null when the policy is met, symbols or not", () => {
    assert.equal(passwordProblem("Correct7Horse"), null);
    assert.equal(passwordProblem("Correct-7-Horse"), null);
  });

  it("names all that is missing", () => {
    assert.equal(
      passwordProblem("horse"),
      "Still missing: 12 characters or more, an upper-case letter, a digit.",
    );
  });

  it("has a limit of 256 characters", () => {
    assert.equal(passwordProblem(`A1${"a".repeat(254)}`), null);
    assert.equal(passwordProblem(`A1${"a".repeat(255)}`), "Use at most 256 characters.");
  });
});
