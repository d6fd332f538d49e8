import assert from "node:assert/strict";
import fc from "fast-check";
import { displayWidth, expandedText, tableText, tableWidth, visible } from "#shell/format";

const grid = {
  columns: [
    { name: "handle", isNumber: false },
    { name: "likes", isNumber: true },
  ],
  rows: [
    ["amara", "7"],
    [null, null],
    ["two\nlines", "1200"],
    ["日本🎉", "-1"],
  ],
};

describe("tableText", () => {
  it("aligns names, numbers, wide characters, NULL and several lines", () => {
    assert.equal(
      tableText(grid),
      [
        " handle | likes",
        "--------+-------",
        " amara  |     7",
        " NULL   | NULL",
        " two   +|  1200",
        " lines  |",
        " 日本🎉 |    -1",
      ].join("\n"),
    );
  });

  it("is as wide as tableWidth says", () => {
    assert.equal(tableWidth(grid, 1_000), displayWidth("--------+-------") + 1);
  });

  it("writes control characters out, so that what is stored cannot steer the terminal", () => {
    const text = tableText({ columns: [grid.columns[0]!], rows: [["\x1b[2Jgone\u202e"]] });
    assert.match(text, /\\x1b\[2Jgone\\u202e/);
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f]/);
  });
});

describe("expandedText", () => {
  it("gives each row a block", () => {
    assert.equal(
      expandedText({ ...grid, rows: grid.rows.slice(1, 3) }),
      [
        "-[ row 1 ]-",
        "handle | NULL",
        "likes  | NULL",
        "-[ row 2 ]-",
        "handle | two",
        "       | lines",
        "likes  | 1200",
      ].join("\n"),
    );
  });
});

describe("displayWidth", () => {
  for (const [text, width] of [
    ["", 0],
    ["plain", 5],
    ["Müller", 6],
    ["e\u0301", 1],
    ["日本", 4],
    ["👩‍👩‍👧", 2],
    ["a\u200bb", 2],
  ] as const) {
    it(`says ${width} for ${JSON.stringify(text)}`, () => assert.equal(displayWidth(text), width));
  }

  it("never changes when text is made visible a second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.equal(visible(visible(text)), visible(text));
        assert.ok(displayWidth(visible(text)) >= 0);
      }),
    );
  });
});
