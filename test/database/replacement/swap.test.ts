import assert from "node:assert/strict";
import { companionsOf } from "#database/replacement/swap";

describe("companionsOf", () => {
  it("names the databases beside one", () => {
    assert.deepEqual(companionsOf("cruddur"), {
      next: "cruddur_next",
      previous: "cruddur_prev",
      discarded: "cruddur_discarded",
    });
  });

  for (const name of ["cruddur_prev", "cruddur_next", "cruddur_discarded"]) {
    it(`refuses ${name}, which is kept beside another, and names that`, () => {
      assert.throws(() => companionsOf(name), { name: "UserError", hint: /^Name cruddur at/ });
    });
  }

  it("refuses the server's own databases and names that are too long", () => {
    for (const name of ["postgres", "template1", "a".repeat(60)]) {
      assert.throws(() => companionsOf(name), { name: "UserError" });
    }
  });
});
