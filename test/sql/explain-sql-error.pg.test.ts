import assert from "node:assert/strict";
import { withClient } from "#database/connection/connect";
import { explainSqlError } from "#lib/sql/error";
import { testServer } from "#test/databases";

/** What PostgreSQL says of a text that cannot run, explained. */
async function explained(text: string, start = 0): Promise<string> {
  const { maintenance, ...server } = await testServer();
  return withClient({ ...server, database: maintenance }, "test", async (client) => {
    const error = await client.query(text.slice(start)).then(
      () => assert.fail("the statement ran"),
      (thrown: unknown) => thrown,
    );
    return explainSqlError("a.sql", text, error, start) ?? assert.fail("no explanation");
  });
}

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
});
