import assert from "node:assert/strict";
import { withClient } from "#database/connection/connect";
import { describeSqlFault, explainSqlError, positionAt, remedyFor } from "#lib/sql/error";
import { testServer } from "#test/databases";

/** What PostgreSQL says of a text that cannot run, explained. */
async function explained(text: string, start = 0): Promise<string> {
  const { maintenance, ...server } = testServer();
  return withClient({ ...server, database: maintenance }, "test", async (client) => {
    const error = await client.query(text.slice(start)).then(
      () => assert.fail("the statement ran"),
      (thrown: unknown) => thrown,
    );
    return explainSqlError("a.sql", text, error, start) ?? assert.fail("no explanation");
  });
}

describe("positionAt", () => {
  it("counts lines and columns from 1 and gives the whole line, without a Windows line end", () => {
    const text = "one\r\ntwo\r\nthree";
    assert.deepEqual(positionAt(text, 0), { line: 1, column: 1, text: "one" });
    assert.deepEqual(positionAt(text, 6), { line: 2, column: 2, text: "two" });
    assert.deepEqual(positionAt(text, text.length), { line: 3, column: 6, text: "three" });
  });
});

describe("remedyFor", () => {
  for (const code of ["53100", "57P01", "55P03", "40P01", "08006"]) {
    it(`blames the server's state for ${code}`, () =>
      assert.match(remedyFor({ code }), /not to blame/));
  }
  for (const error of [{ code: "42601" }, { code: "23505" }, undefined, new Error("x")]) {
    it(`blames the file for ${JSON.stringify(error)}`, () =>
      assert.match(remedyFor(error), /^Mend the file/));
  }
});

describe("explainSqlError", () => {
  it("shows file, line and column, and a caret under the place", async () => {
    const lines = (await explained("select 1;\nselect\n  nowhere;\n")).split("\n");
    assert.match(lines[0]!, /^a\.sql:3:3: column "nowhere" does not exist$/);
    assert.deepEqual(lines.slice(1), ["      nowhere;", "      ^"]);
  });

  it("keeps the line's tabs in front of the caret, so that it stands under the place at any width", async () => {
    const lines = (await explained("select\n\t\t1, nowhere")).split("\n");
    assert.match(lines[0]!, /^a\.sql:2:6:/);
    assert.equal(lines[2], "    \t\t   ^");
  });

  for (const [what, before, indent] of [
    ["an emoji, two cells wide", "'😀'", "    "],
    ["an astral letter, one cell wide", "'𝒳'", "   "],
    ["Chinese, two cells a character", "'漢字'", "      "],
    ["a combining accent, which takes no cell", "'e\u0301'", "   "],
  ] as const) {
    it(`points at the place behind ${what}`, async () => {
      const lines = (await explained(`select ${before}, nowhere`)).split("\n");
      assert.equal(lines[2], `    ${" ".repeat("select ".length)}${indent}  ^`);
    });
  }

  it("finds the place in a file with Windows line ends and astral characters above", async () => {
    const text = (await explained("-- 😀😀😀\r\nselect 1;\r\nselect nowhere\r\n")).split("\n");
    assert.match(text[0]!, /^a\.sql:3:8:/);
    assert.equal(text[1], "    select nowhere");
  });

  it("counts from the start of what was sent when that is a part of the file", async () => {
    const text = "-- 😀 head\n\nselect\n  nowhere";
    assert.match(await explained(text, text.indexOf("select")), /^a\.sql:4:3:/);
  });

  it("gives the server's detail and hint", async () => {
    const text = await explained("select lowr('A')");
    assert.match(text, /^a\.sql:1:8: function lowr\(unknown\) does not exist\n/);
    assert.match(text, /PostgreSQL's hint: /);
  });

  it("shows no place when the server gives none", async () => {
    const text = await explained("do $$ begin raise exception 'no'; end $$");
    assert.equal(text.split("\n")[0], "a.sql: no");
  });

  it("explains nothing that PostgreSQL did not say", () => {
    const lost = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    const pipe = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    for (const error of [lost, pipe, new Error("a bug"), undefined]) {
      assert.equal(explainSqlError("a.sql", "select 1", error), undefined);
    }
  });
});

describe("describeSqlFault", () => {
  it("names the file alone without a place", () => {
    assert.equal(describeSqlFault("a.sql", { message: "no" }, undefined), "a.sql: no");
  });
});
