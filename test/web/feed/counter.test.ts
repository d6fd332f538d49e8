import assert from "node:assert/strict";
import fc from "fast-check";
import { codePoints, counterFor, MAX_MESSAGE } from "../../../web/feed/counter.ts";

const text = fc.string({ unit: "binary", maxLength: 400 });

describe("codePoints", () => {
  it("counts an emoji outside the basic plane once", () => assert.equal(codePoints("a😀b"), 3));

  it("agrees with Array.from for any text", () => {
    fc.assert(fc.property(text, (any) => assert.equal(codePoints(any), Array.from(any).length)));
  });

  it("adds up over concatenation when no surrogate pair is split", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        assert.equal(codePoints(`${a} ${b}`), codePoints(a) + 1 + codePoints(b));
      }),
    );
  });
});

describe("counterFor", () => {
  const cases: [number, string, string][] = [
    [0, "calm", "280 characters left"],
    [259, "calm", "21 characters left"],
    [260, "warn", "20 characters left"],
    [279, "warn", "1 character left"],
    [280, "warn", "0 characters left"],
    [281, "over", "1 character too many"],
    [300, "over", "20 characters too many"],
  ];
  for (const [length, level, sentence] of cases) {
    it(`is ${level} and says "${sentence}" when the text has ${length} code points`, () => {
      const counter = counterFor("😀".repeat(length));
      assert.deepEqual(counter, { left: MAX_MESSAGE - length, level, sentence });
    });
  }

  it("is over exactly when the server would refuse the length", () => {
    fc.assert(
      fc.property(text, (any) => {
        assert.equal(counterFor(any).level === "over", Array.from(any).length > 280);
      }),
    );
  });
});
