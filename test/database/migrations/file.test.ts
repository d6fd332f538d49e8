import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { isEmptyPart } from "#database/migrations/empty";
import { statementsOf } from "#lib/sql/split";
import { readMigration } from "#database/migrations/file";

describe("readMigration", () => {
  let folder: string;
  before(async () => void (folder = await mkdtemp(path.join(tmpdir(), "migration-file-"))));
  after(() => rm(folder, { recursive: true }));

  async function read(text: string) {
    const file = path.join(folder, "0006-x.sql");
    await writeFile(file, text);
    return readMigration(file);
  }

  it("parts what goes up from what comes down", async () => {
    const { up, down } = await read("-- Up Migration\nselect 1;\n-- Down Migration\nselect 2;\n");
    assert.match(up.sql, /select 1;\n$/);
    assert.match(down!.sql, /select 2;\n$/);
  });

  for (const marker of ["-- Down", "--down", "-- migrate:down", "-- migrate:up\r", "-- Up:"]) {
    it(`refuses ${JSON.stringify(marker)}, and says what to write`, async () => {
      await assert.rejects(read(`-- Up Migration\nselect 1;\n${marker}\nselect 2;\n`), {
        name: "UserError",
        message: /0006-x\.sql:3: /,
        hint: /^Write: -- (Up|Down) Migration$/,
      });
    });
  }

  for (const word of ["Up", "Down"]) {
    it(`refuses a second ${word} part`, async () => {
      const part = `-- ${word} Migration\nselect 1;\n`;
      await assert.rejects(read(`-- Up Migration\n-- Down Migration\n\n${part}`), {
        name: "UserError",
        message: new RegExp(`0006-x\\.sql:4: the part "-- ${word} Migration" begins a second time`),
      });
    });
  }

  it("leaves other comments alone", async () => {
    const text =
      "-- Up Migration\n-- Down the road this goes.\n-- up to 280 characters\nselect 1;\n";
    assert.equal((await read(text)).down, undefined);
  });

  it("takes a marker for one only when it is the whole of its line", async () => {
    const text = [
      "-- Up Migration",
      "create table t (id int); -- Down Migration",
      "-- Down migration is impossible here;",
      "insert into t values (1);",
      "/*",
      "-- Down Migration",
      "*/",
      "select '",
      "-- Down Migration",
      "', $x$",
      "-- Up Migration",
      "$x$;",
      "   --- down  MIGRATION  ",
      "drop table t;",
    ].join("\r\n");
    const { up, down } = await read(`\ufeff${text}\r\n`);
    assert.match(up.sql, /insert into t values \(1\)[^]*\$x\$;\n/);
    assert.equal(down!.sql, "--- down  MIGRATION  \ndrop table t;\n");
  });

  for (const header of [
    "create table lost ();\n",
    "/* why */ select 1\n",
    "-- no-transaction\n;select 1;",
  ]) {
    it(`refuses ${JSON.stringify(header)} above the parts`, async () => {
      await assert.rejects(read(`${header}\n-- Up Migration\nselect 1;\n`), {
        name: "UserError",
        message: /0006-x\.sql:[12]: this statement stands above the parts/,
      });
    });
  }

  for (const near of ["-- Down Migration: drops it", "-- Up Migration (first)"]) {
    it(`refuses ${JSON.stringify(near)}, whose statements would go the wrong way`, async () => {
      await assert.rejects(read(`select 1;\n${near}\nselect 2;\n`), /:2: "-- .*" begins no part/);
    });
  }

  for (const unfit of [
    "commit",
    "begin",
    "/* x */ ROLLBACK to s",
    "copy t from stdin",
    "\\i more.sql",
  ]) {
    it(`refuses ${unfit} in either part`, async () => {
      for (const [up, down] of [
        [unfit, "select 1"],
        ["select 1", unfit],
      ]) {
        const text = `-- Up Migration\nselect 0;\n${up};\n-- Down Migration\n${down};\n`;
        await assert.rejects(read(text), {
          name: "UserError",
          message: /0006-x\.sql:[35]: \S+: .* Nothing was run/,
        });
      }
    });
  }

  it("runs each statement of any file in exactly one part, or refuses the file", async () => {
    const line = fc.constantFrom(
      ["up", "-- Up Migration"],
      ["up", "  --up migration "],
      ["down", "-- Down Migration"],
      ["down", "\t-- - DOWN\tMigration"],
      ["", "-- Down migration is not needed;"],
      ["", ""],
      ["", "/* -- Up\n-- Down Migration\n/* */ */"],
      ["sql", "select ';'; select $$\n-- Up Migration\n$$;"],
      ["sql", "select E'\\'\n-- Down Migration\n', \"\n-- Up Migration\n\";"],
      ["sql", "update t set x = 1; -- Down Migration"],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n"),
        async (lines, end) => {
          const words = lines.map(([kind]) => kind);
          const first = words.findIndex((word) => word === "up" || word === "down");
          const twice = ["up", "down"].some(
            (word) => words.filter((one) => one === word).length > 1,
          );
          const outside = words.includes("up") && words.slice(0, first).includes("sql");
          const text = lines.map(([, sql]) => sql).join("\n");
          const reading = read(text.replaceAll("\n", end));
          if (twice || outside) return void (await assert.rejects(reading, { name: "UserError" }));
          const { up, down } = await reading;
          const expected: Record<string, string[]> = { up: [], down: [] };
          let part = "up";
          for (const [kind, sql] of lines) {
            if (kind === "up" || kind === "down") part = kind;
            if (kind === "sql") expected[part]!.push(...statementsOf(sql!).map((one) => one.text));
          }
          assert.deepEqual(
            statementsOf(up.sql).map((one) => one.text.replace(/^(?:\s|--.*\n|\/\*[^]*\*\/)*/, "")),
            expected["up"],
          );
          assert.equal(down !== undefined, words.includes("down"));
          assert.deepEqual(statementsOf(down?.sql ?? "").length, expected["down"]!.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("isEmptyPart", () => {
  const isEmpty = (sql: string) => isEmptyPart({ sql, start: 0 });
  for (const sql of [
    "",
    ";;",
    "-- drop table t;",
    "/* drop /* x */ */",
    "set local lock_timeout = '5s';",
    "SET search_path TO a, b; reset all",
    "select set_config('a.b', '(', true);",
    "set time zone 'UTC'",
  ]) {
    it(`is true of ${JSON.stringify(sql)}`, () => assert.ok(isEmpty(sql)));
  }
  for (const sql of [
    "select 1",
    "update t set x = 1",
    "select '--'",
    "set x = 1; drop table t",
    "select set_config('a.b', f(), true)",
  ]) {
    it(`is false of ${JSON.stringify(sql)}`, () => assert.ok(!isEmpty(sql)));
  }
});
