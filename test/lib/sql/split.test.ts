import assert from "node:assert/strict";
import fc from "fast-check";
import { firstWord, lastStatement, splitSql, type Unfinished } from "#lib/sql/split";

const textsOf = (sql: string) => splitSql(sql).statements.map(({ text }) => text);

describe("splitSql", () => {
  for (const [what, sql, expected] of [
    ["at semicolons", "select 1; select 2 ;", ["select 1", "select 2"]],
    ["not in a string", "select 'a;b''c;';", ["select 'a;b''c;'"]],
    [
      "not in an escape string",
      String.raw`select E'it\'s;', e'\\'; select 2;`,
      [String.raw`select E'it\'s;', e'\\'`, "select 2"],
    ],
    [
      "at a backslash's end in a plain string",
      String.raw`select '\'; select 2;`,
      [String.raw`select '\'`, "select 2"],
    ],
    ["not in a quoted name", 'select 1 as "a;""b";', ['select 1 as "a;""b"']],
    [
      "not in dollar quotes",
      "do $$ begin; end $$; select $a$ $$;$b$ $a$;",
      ["do $$ begin; end $$", "select $a$ $$;$b$ $a$"],
    ],
    [
      "with a dollar in a name or a parameter",
      "select a$b$c; select $1;",
      ["select a$b$c", "select $1"],
    ],
    [
      "not in comments, which nest",
      "select 1 -- ;\n + /* ; /* ; */ ; */ 2;",
      ["select 1 -- ;\n + /* ; /* ; */ ; */ 2"],
    ],
    ["without statements of nothing", ";; -- only a comment\n ; /* and this */;", []],
    [
      "not in parentheses",
      "create rule r as on insert to t do (select 1; select 2);",
      ["create rule r as on insert to t do (select 1; select 2)"],
    ],
    [
      "not in the body of a routine",
      "create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3;",
      [
        "create function f() returns int begin atomic select case when true then 1 end; select 2; end",
        "select 3",
      ],
    ],
    [
      "not in the body of a routine behind a comment",
      "-- f\n/* f */ create procedure f() begin atomic select 1; end; select 3;",
      ["-- f\n/* f */ create procedure f() begin atomic select 1; end", "select 3"],
    ],
    ["at a transaction's begin and end", "begin; select 1; end;", ["begin", "select 1", "end"]],
    [
      "commands to the shell at their line's end",
      "\\d users; select\n select '\n\\d'; \\x\n",
      ["\\d users; select", "select '\n\\d'", "\\x"],
    ],
    ["after Windows line ends", "select 1;\r\nselect 2;\r\n", ["select 1", "select 2"]],
  ] as const) {
    it(`cuts ${what}`, () => assert.deepEqual(textsOf(sql), expected));
  }

  for (const [sql, unfinished] of [
    ["", ""],
    ["select 1;", ""],
    ["select 1; -- done", ""],
    ["select 1", "-"],
    ["select 'a", "'"],
    ["select E'a\\'", "'"],
    ['select "a', '"'],
    ["do $x$ begin", "$"],
    ["select /* a /* b */", "*"],
    ["select (1", "("],
  ] as const satisfies readonly (readonly [string, Unfinished])[]) {
    it(`is ${unfinished === "" ? "finished" : `in the middle of ${unfinished}`} after ${JSON.stringify(sql)}`, () =>
      assert.equal(splitSql(sql).unfinished, unfinished));
  }

  it("says where each statement begins", () => {
    const sql = "  select 1;\n\n -- two\n select 2;";
    for (const { text, start } of splitSql(sql).statements) {
      assert.equal(sql.slice(start, start + text.length), text);
    }
  });

  /** Pieces that are whole by themselves; none holds a semicolon that ends a statement. */
  const piece = fc.oneof(
    fc.constantFrom(
      "select",
      "1",
      "+",
      "(a;b)",
      "e",
      "$1",
      "x$y",
      "::text",
      "/",
      "-",
      "*",
      "[",
      "begin",
      "end",
      "case",
    ),
    fc.string({ maxLength: 8 }).map((text) => `'${text.replaceAll("'", "''")}'`),
    fc.string({ maxLength: 8 }).map((text) => `"${text.replaceAll('"', '""')}"`),
    fc.string({ maxLength: 8 }).map((text) => `E'${text.replace(/[\\']/g, "\\$&")}'`),
    fc.string({ maxLength: 8 }).map((text) => `$q$${text.replaceAll("$", "")}$q$`),
    fc.string({ maxLength: 8 }).map((text) => `/*${text.replace(/[*/]/g, "")}/*;*/*/`),
    fc.string({ maxLength: 8 }).map((text) => `--${text.replace(/[\r\n]/g, "")}\n`),
  );
  const statement = fc
    .tuple(fc.constantFrom("select", "update"), fc.array(piece, { maxLength: 8 }))
    .map(([first, pieces]) => [first, ...pieces].join(" "));

  it("gives back what was joined with semicolons, whatever the statements hold", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
        const sql = statements.map((text) => `${text};`).join("\n");
        assert.deepEqual(
          textsOf(sql),
          statements.map((text) => text.trim()),
        );
        assert.equal(splitSql(sql).rest.trim(), "");
      }),
      { numRuns: 500 },
    );
  });

  it("finds the same statements when the text comes line by line", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
        const sql = statements.map((text) => `${text};`).join("\n");
        const found: string[] = [];
        let buffer = "";
        for (const line of sql.split("\n")) {
          buffer += `${line}\n`;
          const split = splitSql(buffer);
          found.push(...split.statements.map(({ text }) => text));
          buffer = split.rest;
        }
        assert.deepEqual(found, textsOf(sql));
      }),
      { numRuns: 300 },
    );
  });

  it("never loses or invents a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab ;'\"$-/*()\\\nE") }), (sql) => {
        const { statements, rest } = splitSql(sql);
        let end = 0;
        for (const { text, start } of statements) {
          assert.ok(start >= end);
          assert.equal(sql.slice(start, start + text.length), text);
          end = start + text.length;
        }
        assert.ok(sql.endsWith(rest));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("lastStatement", () => {
  const last = (sql: string) => lastStatement(sql, splitSql(sql))?.text;

  it("is what stands behind the last semicolon", () => {
    assert.equal(last("select 1; select 2\n"), "select 2");
    assert.equal(last("select 'open"), "select 'open");
  });

  it("is none when only blanks and comments are left", () => {
    assert.equal(last("select 1;\n -- the end"), undefined);
    assert.equal(last("select 1; /* open"), undefined);
  });
});

describe("firstWord", () => {
  for (const [what, before] of [
    ["at a statement's start", ""],
    ["behind blanks", " \t\r\n "],
    ["behind comments to the line's end", "-- one; two\n  --\r\n"],
    ["behind comments that nest", "/* a /* b; */ -- c */ /**/"],
    ["behind all of them", "\n-- one /*\n/* two\n-- */\n -- '\n"],
  ] as const) {
    it(`is ${what}`, () => {
      const sql = `select 1;${before}- 2 -- after;`;
      const split = splitSql(sql);
      assert.equal(firstWord(sql, lastStatement(sql, split)!), sql.indexOf("- 2"));
    });
  }
});
