import assert from "node:assert/strict";
import fc from "fast-check";
import { DISPLAY_NAME_MAX, displayNameFrom } from "#lib/domain/display-name";

/** Characters of every kind that matters, half of a surrogate pair among them. */
const CHARACTERS = fc.constantFrom(
  "a",
  "Z",
  " ",
  "\t",
  "\0",
  "'",
  "\\",
  "é",
  "e\u0301",
  "漢",
  "\u200b",
  "😀",
  "\ud83d",
);

describe("displayNameFrom", () => {
  it("gives a name that users.display_name holds, or nothing, and the same when asked again", () => {
    fc.assert(
      fc.property(fc.string({ unit: CHARACTERS, maxLength: 120 }), (text) => {
        const name = displayNameFrom(text);
        if (name === undefined) return;
        const length = Array.from(name).length;
        assert.ok(length >= 1 && length <= DISPLAY_NAME_MAX);
        assert.ok(name.isWellFormed() && !name.includes("\0"));
        assert.equal(displayNameFrom(name), name);
      }),
    );
  });

  it("counts code points and joins white space", () => {
    assert.equal(displayNameFrom("😀".repeat(100)), "😀".repeat(100));
    assert.equal(displayNameFrom("😀".repeat(101)), undefined);
    assert.equal(displayNameFrom("  Ada \n\t Lovelace "), "Ada Lovelace");
    assert.equal(displayNameFrom("Zoe\u0301"), "Zoé");
    assert.equal(displayNameFrom("half \ud83d"), undefined);
  });
});
