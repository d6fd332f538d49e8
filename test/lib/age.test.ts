import assert from "node:assert/strict";
import { ageText } from "#lib/age";

describe("ageText", () => {
  for (const [seconds, text] of [
    [-0.4, "0 s"],
    [59.9, "59 s"],
    [60, "1 min"],
    [185, "3 min 5 s"],
    [7_860, "2 h 11 min"],
    [86_400, "1 d"],
    [356_400, "4 d 3 h"],
  ] as const) {
    it(`says ${text} for ${seconds} seconds`, () => assert.equal(ageText(seconds), text));
  }
});
