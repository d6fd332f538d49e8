import assert from "node:assert/strict";
import fc from "fast-check";
import { visibleLines, visibleText } from "#lib/domain/visible-text";
import { paint, printable } from "#lib/terminal";

/** Any text, with more than its share of what steers a terminal. */
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    fc.constantFrom("\x1b[31m", "\x1b]0;", "\x9b", "\r", "\n", "\t", "\u202e", "\u2028", "\x7f"),
  ),
});
const STEERS = /[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe("printable", () => {
  const coloured = (work: () => void) => {
    const before = process.env["FORCE_COLOR"];
    const { NO_COLOR } = process.env;
    process.env["FORCE_COLOR"] = "1";
    delete process.env["NO_COLOR"];
    try {
      work();
    } finally {
      if (before === undefined) delete process.env["FORCE_COLOR"];
      else process.env["FORCE_COLOR"] = before;
      if (NO_COLOR !== undefined) process.env["NO_COLOR"] = NO_COLOR;
    }
  };

  it("lets nothing through that steers a terminal, and the rest as it is", () => {
    fc.assert(
      fc.property(text, (given) => {
        const shown = printable(given);
        assert.doesNotMatch(shown, STEERS);
        if (!STEERS.test(given)) assert.equal(shown, given);
      }),
    );
  });

  it("keeps a JSON text the same JSON", () => {
    fc.assert(
      fc.property(text, (given) =>
        assert.equal(JSON.parse(printable(JSON.stringify(given))), given),
      ),
    );
  });

  it("prints our own colours around what somebody else has coloured", () =>
    coloured(() => {
      const shown = printable(`${paint.red("a\x1b[31mb")}c`);
      assert.equal(shown, "\x1b[31ma\\u001b[31mb\x1b[39mc");
    }));
});

describe("visibleText", () => {
  it("is one line, whatever is given; visibleLines keeps lines and tabs", () => {
    assert.equal(visibleText("a\r\nb\tc\u009b\u2066"), "a\\u000d\\u000ab\\u0009c\\u009b\\u2066");
    assert.equal(visibleLines("a\r\nb\tc\u009b\u2066"), "a\\u000d\nb\tc\\u009b\\u2066");
  });
});
