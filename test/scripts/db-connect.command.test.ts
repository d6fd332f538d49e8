import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connectionUrlFor } from "#lib/connection/url";
import { findPsql } from "#shell/psql";
import { fromRoot } from "#lib/root";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { command } from "#test/cli";
import { dropDatabase, freshDatabase } from "#test/databases";

describe("db:connect", () => {
  let database: ConnectionParameters;
  let env: Record<string, string>;

  before(async () => {
    database = await freshDatabase("seeded");
    env = { CONNECTION_URL: connectionUrlFor({ ...database, parameters: { sslmode: "disable" } }) };
  });
  after(() => dropDatabase(database));

  const piped = (input: string, args: readonly string[]) =>
    spawnSync(process.execPath, [fromRoot("scripts", "launch.cjs"), "db-connect", ...args], {
      input,
      encoding: "utf8",
      timeout: 30_000,
      env: { ...process.env, ...env, NO_COLOR: "1", CI: "" },
    });

  it("runs --command and prints the rows", async () => {
    const { code, stdout } = await command(
      "db-connect",
      ["--shell", "builtin", "--command", "select handle from users where handle = 'amara'"],
      { env },
    );
    assert.deepEqual([code, stdout], [0, " handle\n--------\n amara\n(1 row)\n"]);
  });

  it("gives rows as JSON", async () => {
    const { code, stdout } = await command(
      "db-connect",
      [
        "--json",
        "-c",
        "select count(*) as people from users where handle = 'amara'; select 1 as one",
      ],
      { env },
    );
    assert.equal(code, 0);
    const told = JSON.parse(stdout);
    assert.deepEqual(told.rows, [{ one: 1 }]);
    assert.deepEqual(told.results[0], { tag: "SELECT 1", rowCount: 1, rows: [{ people: 1 }] });
    assert.equal(told.target.password, undefined);
  });

  it("stops at the first error of what comes by a pipe, says where, and ends with 1", async () => {
    const { status, stdout, stderr } = piped(
      "create table made ();\r\nselect 1,\r\n  nope;\r\ncreate table not_made ();",
      ["--shell", "builtin"],
    );
    assert.equal(status, 1);
    assert.match(stderr, /stdin:3:3: column "nope" does not exist\n {6}nope;\n {6}\^/);
    assert.equal(stdout, "CREATE TABLE\n");
    await withClient(database, "test", async (client) => {
      const { rows } = await client.query(
        "select to_regclass('made') as made, to_regclass('not_made') as not",
      );
      assert.deepEqual(rows, [{ made: null, not: null }]);
    });
    assert.match(stderr, /Nothing of it was kept: it was one transaction/);
  });

  it("says what is kept where a text cannot be one transaction, by either shell", async () => {
    for (const shell of ["builtin", "auto"]) {
      const { status, stderr } = piped("begin;\ncreate table kept ();\ncommit;\nselect nope;\n", [
        "--shell",
        shell,
      ]);
      assert.equal(status, 1);
      assert.match(stderr, /What was committed before it stays: with BEGIN in it/);
      await withClient(database, "test", (client) => client.query("drop table kept"));
    }
  });

  it("makes what psql reads one transaction too", async function () {
    if ((await findPsql(process.env)) === undefined) this.skip();
    const { status, stderr } = piped("create table made ();\nselect nope;\n", ["--shell", "psql"]);
    assert.equal(status, 1);
    assert.match(stderr, /Nothing of it was kept/);
    await withClient(database, "test", async (client) => {
      const { rows } = await client.query("select to_regclass('made') as made");
      assert.deepEqual(rows, [{ made: null }]);
    });
  });

  it("says that there is no database, and nothing of transactions, by either shell", async () => {
    const missing = {
      ...database,
      database: "cruddur_nowhere",
      parameters: { sslmode: "disable" },
    };
    const CONNECTION_URL = connectionUrlFor(missing);
    for (const shell of ["auto", "builtin"]) {
      const { code, stderr } = await command(
        "db-connect",
        ["--shell", shell, "--command", "create table a (); create table b ()"],
        { env: { CONNECTION_URL } },
      );
      assert.equal(code, 1);
      assert.match(
        stderr,
        /There is no database cruddur_nowhere .*\n {2}Make it: npm run db:setup/,
      );
      assert.doesNotMatch(stderr, /transaction|psql:/);
    }
  });

  it("changes nothing as the reader", async () => {
    const { code, stderr } = await command(
      "db-connect",
      ["--shell", "builtin", "--role", "reader", "-c", "delete from users"],
      { env },
    );
    assert.equal(code, 1);
    assert.match(stderr, /cannot execute DELETE in a read-only transaction/);
  });

  it("refuses psql where there is none", async () => {
    const none = { ...env, PATH: "/nowhere" };
    const { code, stderr } = await command("db-connect", ["--shell", "psql", "-c", "select 1"], {
      env: none,
    });
    assert.equal(code, 2);
    assert.match(stderr, /no psql on PATH[\s\S]*--shell builtin/);
  });

  it("ends quietly when the reader of a pipe leaves", () => {
    const launch = `"${process.execPath}" "${fromRoot("scripts", "launch.cjs")}" db-connect --shell builtin`;
    const { stdout, stderr } = spawnSync(
      "bash",
      ["-c", `${launch} -c "select repeat('x', 100) from generate_series(1, 50000)" | head -n 1`],
      { env: { ...process.env, ...env, CI: "" }, encoding: "utf8", timeout: 30_000 },
    );
    assert.match(stdout, /repeat/);
    assert.doesNotMatch(stderr, /EPIPE|bug/);
  });

  describe("with psql", () => {
    let directory: string;
    let asPsql: Record<string, string>;

    /** A psql that writes down how it was called, and ends with a code of psql's. */
    beforeEach(async () => {
      directory = await mkdtemp(path.join(tmpdir(), "as-psql-"));
      const file = path.join(directory, "psql");
      await writeFile(
        file,
        `#!/bin/sh
        printf '%s\\n' "$@" > "${directory}/args"
        env > "${directory}/env"
        cat > "${directory}/input"
        exit "\${PSQL_ENDS:-0}"\n`,
      );
      await chmod(file, 0o755);
      asPsql = { ...env, PATH: `${directory}:${process.env["PATH"]}` };
    });
    afterEach(() => rm(directory, { recursive: true, force: true }));
    const noted = (name: string) => readFile(path.join(directory, name), "utf8");

    it("hands it the password by environment only, and the command as its input", async () => {
      const { code } = await command("db-connect", ["-c", "select 42"], { env: asPsql });
      assert.equal(code, 0);
      const variables = await noted("env");
      assert.match(variables, new RegExp(`^PGPASSWORD=${database.password}$`, "m"));
      assert.match(variables, new RegExp(`^PGDATABASE=${database.database}$`, "m"));
      assert.match(variables, /^PGSSLMODE=disable$/m);
      assert.match(variables, /^PGAPPNAME=cruddur\/connect@/m);
      const args = await noted("args");
      assert.match(args, /ON_ERROR_STOP=1/);
      assert.ok(!args.includes(database.password) && !args.includes("select 42"));
      assert.equal(await noted("input"), "select 42");
    });

    for (const [psqlEnds, code] of [
      ["0", 0],
      ["1", 1],
      ["2", 1],
      ["3", 1],
    ] as const) {
      it(`ends with ${code} when psql ends with ${psqlEnds}`, async () => {
        const { code: ended } = await command("db-connect", ["-c", "select 1"], {
          env: { ...asPsql, PSQL_ENDS: psqlEnds },
        });
        assert.equal(ended, code);
      });
    }
  });
});
