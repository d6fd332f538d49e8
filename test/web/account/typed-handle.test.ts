import assert from "node:assert/strict";
import fc from "fast-check";
import { HANDLE_RULE, normalisedHandle } from "#lib/domain/handle";
import { handleHint, typedHandle } from "../../../web/account/typed-handle.ts";

describe("typedHandle", () => {
  it("drops a leading @, whatever its width, and leaves the rest to the server's rule", () => {
    for (const sign of ["@", " @", "＠", "﹫", ""]) {
      fc.assert(
        fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
          fc.pre(!text.normalize("NFKC").trim().startsWith("@"));
          assert.equal(typedHandle(sign + text), normalisedHandle(text));
        }),
      );
    }
    assert.equal(typedHandle("  @Ａndrew_B9 "), "andrew_b9");
    assert.equal(typedHandle("@@ada"), undefined);
  });
});

describe("handleHint", () => {
  it("shows what the handle will become", () => {
    assert.equal(handleHint("Ada_L"), "You will be @ada_l");
  });

  it("states the rule when the handle will not do", () => {
    for (const bad of ["", "ab", "a b c", "é-è", "x".repeat(31)]) {
      assert.equal(handleHint(bad), `${HANDLE_RULE}.`);
    }
  });
});
