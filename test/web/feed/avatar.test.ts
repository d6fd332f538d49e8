import assert from "node:assert/strict";
import fc from "fast-check";
import { hueFor, initialsFor } from "../../../web/feed/avatar.ts";

describe("initialsFor", () => {
  const cases: [string, string, string][] = [
    ["Andrew Brown", "andrewbrown", "AB"],
    ["ada king lovelace", "ada", "AL"],
    ["Bayko", "bayko", "B"],
    ["(Élise) d'Arc", "elise", "ÉD"],
    ["🦊", "fox", "F"],
    ["", "_9lives", "9"],
    ["", "___", "?"],
  ];
  for (const [name, handle, initials] of cases) {
    it(`gives ${initials} for "${name}" @${handle}`, () => {
      assert.equal(initialsFor(name, handle), initials);
    });
  }
});

describe("hueFor", () => {
  it("is a whole number of degrees, the same each time", () => {
    fc.assert(
      fc.property(fc.string(), (handle) => {
        const hue = hueFor(handle);
        assert.ok(Number.isInteger(hue) && hue >= 0 && hue < 360);
        assert.equal(hueFor(handle), hue);
      }),
    );
  });
});
