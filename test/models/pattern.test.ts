import assert from "node:assert/strict";
import { patternFrom, wholePatternFrom } from "#test/models/pattern";

describe("patternFrom", () => {
  const cases: readonly (readonly [pattern: string, fits: string, not: string])[] = [
    [String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`, "Größe 1", "a*"],
    [String.raw`\p{ASCII}+`, "a", "é"],
    [String.raw`^[\w\s+=,.@-]+$`, "a b-c", "a/b"],
    [String.raw`^[\w-.]+$`, "a-b.c", "a b"],
    [String.raw`^[.\-_/#A-Za-z0-9]{1,512}\Z`, "/aws/lambda", "a b"],
    [String.raw`\A[a-z]\z`, "a", "ab"],
    ["(?s)^a.b$", "a\nb", "ab"],
    ["^(?s)a.b$", "a\nb", "ab"],
    ["^(?![^:]*/action/|(?i).*<script>.*)[^:]+$", "name", "<SCRIPT>"],
    [String.raw`^[\u0020-\u00FF]+$`, "é", "ł"],
  ];
  for (const [pattern, fits, not] of cases) {
    it(`reads ${pattern}`, () => {
      assert.ok(patternFrom(pattern).test(fits), fits);
      assert.ok(!patternFrom(pattern).test(not), not);
    });
  }

  for (const pattern of [
    "(?>a)b",
    "a++",
    "[[:alpha:]]",
    "[a-z&&[^b]]",
    String.raw`\Qa\E`,
    "(?i:a)",
  ]) {
    it(`tells that JavaScript does not know ${pattern}`, () => {
      assert.throws(() => patternFrom(pattern), new RegExp("which JavaScript does not know"));
    });
  }

  it("finds a part, and the whole where a service means that", () => {
    assert.ok(patternFrom("[a-z]+").test("A b"));
    assert.ok(!wholePatternFrom("[a-z]+").test("A b"));
    assert.ok(!wholePatternFrom("a|b").test("ab"));
    assert.ok(wholePatternFrom("^arn:").test("arn:aws"));
  });
});
