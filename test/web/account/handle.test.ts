import assert from "node:assert/strict";
import fc from "fast-check";
import { handleHint, isHandle, normalHandle } from "../../../web/account/handle.ts";

describe("normalHandle", () => {
  it("trims, lowers, unifies wide letters and drops a leading @", () => {
    assert.equal(normalHandle("  @Ａndrew_B9 "), "andrew_b9");
  });

  it("leaves a good handle as it is", () => {
    const handle = fc.stringMatching(/^[a-z0-9_]{3,30}$/);
    fc.assert(
      fc.property(handle, (good) => {
        assert.equal(normalHandle(good), good);
        assert.ok(isHandle(good));
      }),
    );
  });
});

describe("handleHint", () => {
  it("shows what the handle will become", () => {
    assert.equal(handleHint("Ada_L"), "You will be @ada_l");
  });

  it("states the rule when the handle will not do", () => {
    for (const bad of ["", "ab", "a b c", "é-è", "x".repeat(31)]) {
      assert.match(handleHint(bad), /^3 to 30/);
    }
  });
});
