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
      assert.throws(() => companionsOf(name), { exitCode: 2, hint: /^Name cruddur at/ });
    });
  }

  it("refuses the server's own databases, and those that commands make", () => {
    for (const name of ["postgres", "template1", "cruddur_template_1", "cruddur_snap_1"]) {
      assert.throws(() => companionsOf(name), { exitCode: 2, message: /not the application's/ });
    }
  });

  it("refuses names that are too long", () => {
    assert.throws(() => companionsOf("a".repeat(60)), { name: "UserError" });
  });
});
