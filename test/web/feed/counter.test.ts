import assert from "node:assert/strict";
import fc from "fast-check";
import { messageFaults } from "#lib/domain/message";
import { counterFor } from "../../../web/feed/counter.ts";

const text = fc.string({ unit: "binary", maxLength: 400 });

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
      assert.deepEqual(counter, { left: 280 - length, level, sentence });
    });
  }

  it("is over exactly when the server would refuse the length", () => {
    fc.assert(
      fc.property(text, (any) => {
        const seen = `x${any}`;
        const isTooLong = messageFaults(seen).includes("message_exceed_max_chars");
        assert.equal(counterFor(seen).level === "over", isTooLong);
      }),
    );
  });
});
