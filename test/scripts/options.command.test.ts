import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fromRoot } from "#lib/root";
import { typed } from "#lib/terminal/typed";
import { takeStateDirectory } from "#local/state-directory/take";
import { command } from "#test/cli";

const COMMANDS = ["start", "stop", "status", "logs", "reset"] as const;

describe("the options of the local commands", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "options-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const here = () => ["--state-directory", path.join(directory, "state")];

  it("refuses an empty state directory, which would be the current folder", async () => {
    const { code, stderr } = await command("status", ["--state-directory="]);
    assert.equal(code, 2);
    assert.match(stderr, /a folder is wanted/);
  });

  it("takes a part of a path from where somebody types, which npm tells", async () => {
    const log = path.join(directory, "sub", "host.log");
    await mkdir(path.dirname(log));
    await writeFile(log, "a line\n");
    const how = { cwd: fromRoot(), env: { INIT_CWD: directory } };
    const { stdout } = await command("logs", ["--state-directory", "sub"], how);
    assert.equal(stdout, "a line\n");
  });

  it("lets no command near a folder that is not ours", async () => {
    const theirs = path.join(directory, "state", "postgres", "data", "PG_VERSION");
    await mkdir(path.dirname(theirs), { recursive: true });
    await writeFile(theirs, "18\n");
    for (const [name, ...args] of [
      ["start"],
      ["stop"],
      ["reset", "--yes"],
      ["reset", "--dry-run"],
      ["db-start"],
      ["db-setup"],
      ["workspace-prepare"],
    ] as const) {
      const { code, stderr } = await command(name, [...here(), ...args]);
      assert.equal(code, 2, `${name}: ${stderr}`);
      assert.match(stderr, /was not made by Cruddur Stack: it holds postgres\. Nothing was done/);
    }
    assert.deepEqual(await readdir(path.join(directory, "state"), { recursive: true }), [
      "postgres",
      "postgres/data",
      "postgres/data/PG_VERSION",
    ]);
  });

  it("tells a file in the state directory's place as the user's fault, without a stack", async () => {
    const file = path.join(directory, "file");
    await writeFile(file, "");
    const { code, stderr } = await command("start", ["--state-directory", file]);
    assert.equal(code, 2);
    assert.match(stderr, /is a file, and a folder is wanted[^]*Name a folder of its own/);
  });

  it("refuses a source of the log that there is not", async () => {
    const { code, stderr } = await command("logs", [...here(), "--source", "foo"]);
    assert.equal(code, 2);
    assert.match(stderr, /the choices are host, postgres, cognito, pre-sign-up/);
  });

  for (const [word, says] of [
    ["test/nowhere", /No test was run/],
    ["--foo", /Unknown option '--foo'\. Nothing was done/],
  ] as const) {
    it(`refuses npm test -- ${word} rather than run everything`, async () => {
      const { code, stderr } = await command("test", [word]);
      assert.equal(code, 2);
      assert.match(stderr, says);
    });
  }

  it("refuses a self-test on a database that is not its own", async () => {
    const { code, stdout, stderr } = await command("start", ["--check", "--postgres", "external"]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /takes a database of its own/);
  });

  for (const name of COMMANDS) {
    it(`refuses an unknown option of ${name}, suggests the right one, and does nothing`, async () => {
      const { code, stdout, stderr } = await command(name, [...here(), "--state-directori", "x"]);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(
        stderr,
        /Unknown option '--state-directori'\. Did you mean --state-directory\? Nothing was done/,
      );
      assert.match(stderr, /--help/);
      assert.deepEqual(await readdir(directory), []);
    });

    it(`refuses a positional word of ${name}, and does nothing`, async () => {
      const { code, stdout, stderr } = await command(name, [...here(), "prod"]);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /takes options only, and the word "prod" was typed/);
      assert.deepEqual(await readdir(directory), []);
    });

    it(`tells of ${name} on standard output when asked for help`, async () => {
      const { code, stdout, stderr } = await command(name, ["--help"]);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, new RegExp(`^Usage: ${typed(name)} -- `));
      assert.match(stdout, /--state-directory/);
    });
  }

  for (const [option, value] of [
    ["--port", "70000"],
    ["--port", "abc"],
    ["--postgres-port", "-1"],
    ["--postgres", "mysql"],
  ] as const) {
    it(`refuses ${option} ${value} and names the option`, async () => {
      const { code, stderr } = await command("start", [...here(), `${option}=${value}`]);
      assert.equal(code, 2);
      assert.ok(stderr.includes(option) && stderr.includes(value), stderr);
    });
  }

  it("prints one JSON value with --json, also for a refusal", async () => {
    const told = async (name: string, ...args: string[]) =>
      JSON.parse((await command(name, [...here(), ...args, "--json"])).stdout) as object;
    assert.deepEqual(await told("stop"), { chore: "stop", ok: true, host: false, server: false });
    assert.deepEqual(await told("reset"), { chore: "reset", ok: true, deleted: false, items: [] });
    assert.deepEqual(await told("status"), {
      chore: "status",
      ok: false,
      healthy: false,
      postgres: { running: false, description: "embedded PostgreSQL is not made yet" },
    });
    const log = path.join(directory, "state", "host.log");
    await mkdir(path.dirname(log));
    await writeFile(log, "now host a line\n");
    const lines = ["now host a line"];
    assert.deepEqual(await told("logs"), { chore: "logs", ok: true, file: log, lines });
    for (const [name, ...args] of [
      ["logs", "--follow"],
      ["start", "prod"],
    ] as const) {
      const { ok, error } = (await told(name, ...args)) as { ok: boolean; error: string };
      assert.deepEqual([ok, error.endsWith("Nothing was done.")], [false, true], name);
    }
  });

  it("tells a reader of logs that there are none yet, and makes nothing", async () => {
    const { code, stderr } = await command("logs", here());
    assert.equal(code, 1);
    assert.match(stderr, /There is no log yet[^]*Type: npm start/);
    assert.deepEqual(await readdir(directory), []);
  });

  it("makes nothing when there is nothing to stop, to see or to delete", async () => {
    assert.equal((await command("stop", here())).stdout, "Nothing was running.\n");
    assert.equal((await command("status", here())).code, 1);
    assert.equal((await command("reset", here())).stdout, "There is nothing to delete.\n");
    assert.deepEqual(await readdir(directory), []);
  });

  it("colours for a terminal or by FORCE_COLOR, never for a pipe or with NO_COLOR", async () => {
    const coloured = async (env: Record<string, string>): Promise<boolean> =>
      (await command("status", here(), { env })).stdout.includes("\u001b[");
    assert.equal(await coloured({}), false);
    assert.equal(await coloured({ FORCE_COLOR: "1" }), true);
    assert.equal(await coloured({ FORCE_COLOR: "0" }), false);
    assert.equal(await coloured({ FORCE_COLOR: "1", NO_COLOR: "1" }), false);
  });

  it("ends quietly when the reader of a pipe leaves early", async () => {
    const log = path.join(directory, "state", "host.log");
    await mkdir(path.dirname(log));
    await writeFile(log, `${new Date().toISOString()} host                line\n`.repeat(50_000));
    const launch = `'${process.execPath}' '${fromRoot("scripts", "launch.cjs")}'`;
    const pipe = `(${launch} logs ${here().join(" ")} -n 50000; echo "code $?" >&2) | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)("sh", ["-c", pipe]);
    assert.equal(stdout.split("\n").length, 2);
    assert.equal(stderr, "code 0\n");
  });

  describe("reset", () => {
    const state = (file: string): string => path.join(directory, "state", file);

    beforeEach(async () => {
      await takeStateDirectory(path.join(directory, "state"));
      await mkdir(state("cognito"));
      await writeFile(state("host.log"), "");
      await writeFile(state("notes-of-mine.txt"), "");
    });

    it("refuses to delete without a terminal to ask on, and says how to", async () => {
      const { code, stderr } = await command("reset", here());
      assert.equal(code, 2);
      assert.match(stderr, /Nothing was deleted[^]*npm run reset -- --yes/);
      assert.equal(existsSync(state("cognito")), true);
    });

    it("says what would go with --dry-run, and deletes nothing", async () => {
      const { code, stdout } = await command("reset", [...here(), "--dry-run", "--yes"]);
      assert.equal(code, 0);
      assert.match(
        stdout,
        /^Would delete:\n {2}the user pool .*cognito\)\n {2}the log .*host\.log\)\n$/,
      );
      assert.equal(existsSync(state("cognito")), true);
    });

    it("deletes with --yes what is ours, and nothing else", async () => {
      const { code, stdout } = await command("reset", [...here(), "--yes", "--json"]);
      const { deleted, items } = JSON.parse(stdout) as { deleted: boolean; items: string[] };
      assert.deepEqual([code, deleted, items.length], [0, true, 2]);
      assert.deepEqual(await readdir(path.join(directory, "state")), [
        "cruddur.json",
        "notes-of-mine.txt",
      ]);
    });
  });
});
