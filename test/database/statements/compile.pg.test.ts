import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import type { ConnectionParameters } from "#database/connection/connect";
import { compileStatements, STATEMENTS_DIRECTORY } from "#database/statements/compile";
import { fromRoot } from "#lib/root";
import { dropDatabase, freshDatabase } from "#test/databases";

describe("compileStatements", () => {
  let database: ConnectionParameters;
  let directory: string;
  before(async () => void (database = await freshDatabase()));
  after(() => dropDatabase(database));
  beforeEach(async () => void (directory = await mkdtemp(path.join(tmpdir(), "cruddur-sql-"))));
  afterEach(() => rm(directory, { recursive: true }));

  /** What becomes of one statement in `find-thing.sql`. */
  async function compiled(text: string): Promise<{ module?: string; fault?: string }> {
    await writeFile(path.join(directory, "find-thing.sql"), text);
    const [found] = await compileStatements(database, directory);
    return found!;
  }
  const faultOf = async (text: string) => (await compiled(text)).fault ?? assert.fail("no fault");
  const moduleOf = async (text: string) => {
    const { module, fault } = await compiled(text);
    return module ?? assert.fail(fault);
  };
  const statement = (sql: string) => `/* @name findThing */\n${sql};\n`;

  it("takes every statement of ours, and their modules are up to date", async () => {
    const modules = await compileStatements(database, STATEMENTS_DIRECTORY);
    assert.ok(modules.length >= 8);
    for (const entry of modules) {
      assert.ok("module" in entry, JSON.stringify(entry));
      const present = await readFile(fromRoot(entry.file.replace(/\.sql$/, ".ts")), "utf8");
      assert.equal(present, entry.module, `${entry.file}: type npm run statements`);
    }
  });

  it("types parameters and columns, with null where PostgreSQL knows or cannot rule it out", async () => {
    const module = await moduleOf(
      statement(
        `select uuid, created_at, likes_count, expires_at, message || '' as "text!", count(*) over () as total
         from activities where message = :message! and (user_uuid = :author or created_at < :before!)`,
      ),
    );
    for (const line of [
      "  message: string;",
      "  author: string | null;",
      "  before: Date | string;",
      "  uuid: string;",
      "  created_at: Date;",
      "  likes_count: number;",
      "  expires_at: Date | null;",
      "  text: string;",
      "  total: string | null;",
      '  parameters: ["message","author","before"],',
    ]) {
      assert.ok(module.includes(line), `${line}\n${module}`);
    }
  });

  for (const [what, sql, fault] of [
    [
      "a misspelt column",
      "select handel from users",
      /:2:8: column "handel" does not exist\n.*\n {11}\^/,
    ],
    [
      "a table that is not there",
      "select\n  1\nfrom user_s",
      /:4:6: relation "user_s" does not exist/,
    ],
    [
      "a wrong type",
      "select from users where uuid = :a!::int",
      /:2:30: operator does not exist: uuid = integer/,
    ],
    [
      "an unsupported type",
      "select '(1,2)'::point as p",
      /:2:1: no TypeScript type for PostgreSQL's point/,
    ],
    ["a syntax error", "select from from users", /:2:13: syntax error at or near "from"/],
    [
      "an ambiguous parameter",
      "select :thing! is null as x",
      /:2:1: could not determine data type of parameter :thing/,
    ],
    [
      "a parameter without a name",
      "select from users where handle = $1",
      /:2:1: has a parameter \$1; give it a name/,
    ],
    ["a second statement", "select 1 as a;\nselect 2 as b", /:3:1: /],
    [
      "a second statement with a name",
      "select 1 as a;\n/* @name other */\nselect 2 as b",
      /:4:1: holds 2 statements/,
    ],
  ] as const) {
    it(`gives file, line and column of ${what}`, async () => {
      const text = await faultOf(statement(sql));
      assert.match(text, /find-thing\.sql:/);
      assert.match(text, fault);
    });
  }

  for (const [what, text, fault] of [
    [
      "a wrong @name",
      "/* What it does. */\n/* @name findOther */\nselect 1 as a;",
      /:2:4: @name is findOther; the file's name asks for findThing/,
    ],
    ["no @name", "select 1 as a;", /:1:1: /],
    ["nothing", "", /:1:1: /],
    ["a comment alone", "/* nothing yet */\n", /find-thing\.sql:\d+:\d+: /],
    ["no semicolon at the end", "/* @name findThing */\nselect 1 as a", /:2:14: .*';'/],
    [
      "a list parameter",
      "/* @name findThing\n   @param ids -> (...) */\nselect handle from users where handle in :ids;",
      /:3:1: only plain :parameters/,
    ],
  ] as const) {
    it(`gives file, line and column of a file with ${what}`, async () => {
      assert.match(await faultOf(text), fault);
    });
  }

  it("shows every fault of a folder in one run, and still compiles the others", async () => {
    await writeFile(path.join(directory, "a-one.sql"), "/* @name aOne */\nselect x;");
    await writeFile(path.join(directory, "b-two.sql"), "/* @name bTwo */\nselect 1 as one;");
    await writeFile(path.join(directory, "c-three.sql"), "/* @name cThree */\nselect y;");
    const found = await compileStatements(database, directory);
    assert.deepEqual(
      found.map((entry) => "fault" in entry),
      [true, false, true],
    );
  });

  it("reads a file with Windows line ends as the same statement", async () => {
    const text = statement("select\n  handle\nfrom users where uuid = :id!");
    assert.equal(await moduleOf(text.replaceAll("\n", "\r\n")), await moduleOf(text));
  });

  it("keeps what JavaScript would take for its own: backslashes, backticks, ${…}, emoji", async () => {
    const sql = "select '\\ ` ${x} $& 😀 :no' as a, :b!::text as b, '😀' as c";
    const source = stripTypes(await moduleOf(statement(sql)));
    const { findThing } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
      findThing: { text: string };
    };
    assert.equal(findThing.text.trim(), sql.replace(":b!", "$1"));
  });

  it("gives another name to a statement whose text changes", async () => {
    const nameOf = async (sql: string) => /name: "(.*)"/.exec(await moduleOf(statement(sql)))![1];
    assert.notEqual(await nameOf("select 1 as a"), await nameOf("select 2 as a"));
  });

  it("finds the place of a fault behind any parameters, strings and comments of its line", async () => {
    const before = fc.array(
      fc.constantFrom(
        ":a!::int",
        ":longer_name::text",
        ":a!::int + :a!::int",
        "'HH24:MI:SS $1 :no'",
        "'it''s 😀'",
        "/* :comment 😀 */ 1",
        "'漢字'",
        "1::bigint",
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(before, fc.constantFrom(" ", "\n  ", "\t"), async (parts, gap) => {
        const sql = `select${gap}${parts.map((part) => `${part},${gap}`).join("")}nowhere, :z!::int`;
        const lines = statement(sql).slice(0, statement(sql).indexOf("nowhere")).split("\n");
        const place = `${lines.length}:${lines.at(-1)!.length + 1}`;
        const fault = await faultOf(statement(sql));
        assert.ok(
          fault.includes(`find-thing.sql:${place}: column "nowhere"`),
          `${place}\n${fault}`,
        );
      }),
      { numRuns: 40 },
    );
  });
});

/** The module as JavaScript. */
function stripTypes(source: string): string {
  return source
    .replace(/^import type .*$/m, "")
    .replace(/^export interface [^}]*}$/gm, "")
    .replace(/: Statement<.*> =/, " =");
}
