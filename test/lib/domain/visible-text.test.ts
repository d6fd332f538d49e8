import assert from "node:assert/strict";
import fc from "fast-check";
import { characterCount, isVisible, turnsDirection } from "#lib/domain/visible-text";

describe("isVisible", () => {
  for (const text of [
    "",
    " ",
    "\u200b",
    "\u00a0\u2003",
    "\u3164",
    "\u2800",
    "\ufe0f",
    "\u200d\u2060",
    "\u115f",
  ]) {
    it(`sees nothing in ${JSON.stringify(text)}`, () => assert.equal(isVisible(text), false));
  }

  it("sees a letter, a digit, a sign or an emoji among whatever is invisible", () => {
    const invisible = fc.string({ unit: fc.constantFrom(" ", "\u200b", "\u2060", "\ufe0f") });
    const visible = fc.constantFrom("a", "ß", "字", "7", "!", "👩‍👩‍👧", "é");
    fc.assert(
      fc.property(invisible, visible, invisible, (before, letter, after) =>
        isVisible(before + letter + after),
      ),
    );
  });
});

describe("turnsDirection", () => {
  it("finds an override, and leaves right-to-left letters and joiners alone", () => {
    assert.equal(turnsDirection("\u202eevil"), true);
    assert.equal(turnsDirection("a\u2066b\u2069"), true);
    assert.equal(turnsDirection("שלום"), false);
    assert.equal(turnsDirection("👩‍👩‍👧"), false);
  });
});

describe("characterCount", () => {
  const text = fc.string({ unit: "binary", maxLength: 400 });

  it("counts an emoji outside the basic plane once", () => assert.equal(characterCount("a😀b"), 3));

  it("agrees with Array.from for any text", () => {
    fc.assert(
      fc.property(text, (any) => assert.equal(characterCount(any), Array.from(any).length)),
    );
  });

  it("adds up over concatenation when no surrogate pair is split", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        assert.equal(characterCount(`${a} ${b}`), characterCount(a) + 1 + characterCount(b));
      }),
    );
  });
});
