import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { setup } from "#database/replacement/setup";
import type { Target } from "#lib/domain/target";
import { fromRoot } from "#lib/root";
import { OF_LOCAL_COPY, shellWord } from "#lib/terminal/typed";
import { command, plainEnvironment } from "#test/cli";
import { consentOf, localTarget, removeTarget, silentSteps, urlOf, within } from "#test/targets";

interface Situation {
  readonly title: string;
  /** Run in the target's database first, which has schema and seeds; undefined: it is dropped. */
  readonly sql?: string | undefined;
  /** What was typed, and what is typed before that. */
  readonly typed: readonly [string, ...string[]];
  readonly before?: readonly [string, ...string[]];
  /** The variable that leads to the database. @default "CONNECTION_URL" */
  readonly by?: "PROD_CONNECTION_URL";
  /** What the advice must hold of what was typed. */
  readonly keeps?: readonly string[];
}

/** A table of somebody's, and no marker. */
const FOREIGN = "drop table cruddur_meta, cruddur_migrations; create table theirs (a int)";

const SITUATIONS: readonly Situation[] = [
  { title: "a database that is not there", sql: undefined, typed: ["db-test"] },
  {
    title: "production's database that is not there",
    sql: undefined,
    typed: ["db-test", "--target", "prod"],
    by: "PROD_CONNECTION_URL",
    keeps: ["--target prod"],
  },
  {
    title: "a setup over tables of somebody else's",
    sql: FOREIGN,
    typed: ["db-setup", "--json"],
    keeps: ["--json"],
  },
  {
    title: "a drop of tables of somebody else's",
    sql: FOREIGN,
    typed: ["db-drop", "--purge"],
    keeps: ["--purge"],
  },
  {
    title: "a snapshot of a name that there is",
    sql: "",
    before: ["db-snapshot", "--name", "base"],
    typed: ["db-snapshot", "--name", "base"],
    keeps: ["--name base"],
  },
  {
    title: "a rollback of more than can go",
    sql: "",
    typed: ["db-rollback", "--steps", "99", "--json"],
    keeps: ["--json", "--steps "],
  },
  {
    title: "migrations into somebody else's production",
    sql: "drop schema public cascade; create schema public authorization pg_database_owner; create table theirs (a int)",
    typed: ["db-migrate", "--unsafe", "--target", "prod"],
    by: "PROD_CONNECTION_URL",
    keeps: ["--target prod", "--unsafe"],
  },
  { title: "an option that there is not", sql: "", typed: ["db-test", "--verbos"] },
  { title: "a target as a word", sql: "", typed: ["db-seed", "local"] },
];

describe("An advice", function () {
  let target: Target;
  let stateDirectory: string;
  beforeEach(async () => {
    stateDirectory = await mkdtemp(path.join(tmpdir(), "cruddur advice-"));
    target = await localTarget();
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
  });
  afterEach(async () => {
    await removeTarget(target);
    await rm(stateDirectory, { recursive: true });
  });

  for (const { title, sql, typed, before, by = "CONNECTION_URL", keeps = [] } of SITUATIONS) {
    it(`works when it is typed, after ${title}`, async () => {
      if (sql === undefined) await removeTarget(target);
      else if (sql !== "") await within(target, (client) => client.query(sql));
      const env = { [by]: urlOf(target) };
      const more = ["--state-directory", stateDirectory];
      const run = ([name, ...args]: readonly [string, ...string[]]) =>
        command(name, [...args, ...more], { env });
      if (before) assert.equal((await run(before)).code, 0);
      const first = await run(typed);
      assert.notEqual(first.code, 0, first.stdout);
      const advice = /npm (?:run )?[a-z-]+[:a-z-]* ?.*$/m.exec(first.stderr)?.[0];
      assert.ok(advice, first.stderr);
      for (const words of keeps) assert.ok(advice.includes(words), advice);
      const second = await type(advice, env);
      assert.equal(second.code, 0, `${first.stderr}\n$ ${advice}\n${second.stderr}`);
      assert.ok(!second.stderr.includes(problemIn(first.stderr)), second.stderr);
    });
  }
});

describe("A line that says what to type", function () {
  it("says --state-directory where it was typed", async () => {
    const stateDirectory = await mkdtemp(path.join(tmpdir(), "cruddur advice-"));
    const target = await localTarget();
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
    const env = { CONNECTION_URL: urlOf(target) };
    const say = async ([name, ...args]: readonly [string, ...string[]]) => {
      const words = [...args, "--state-directory", stateDirectory];
      const { stdout, stderr } = await command(name, words, { env });
      const lines = (stdout + stderr).split("\n");
      const advices = lines.flatMap(
        (line) => line.match(/npm (?:run [a-z:-]+|start|stop).*/) ?? [],
      );
      const lacking = advices.filter(
        (line) =>
          OF_LOCAL_COPY.test(/^npm (?:run )?(\S+)/.exec(line)![1]!) &&
          !line.includes(`--state-directory '${stateDirectory}'`),
      );
      assert.deepEqual(lacking, [], name);
      return advices.length;
    };
    await say(["db-snapshots"]); // nothing to type where another test's snapshots are
    const without = ["doctor", "logs"] as const;
    const more: (readonly [string, ...string[]])[] = [
      ["db-snapshot", "--name", "base"],
      ["db-restore", "--name", "base"],
      ["db-drop"],
    ];
    for (const words of [...without.map((name) => [name] as const), ...more]) {
      assert.ok((await say(words)) > 0, `${words[0]} says nothing to type`);
    }
    await command("db-undo", [], { env });
    await within(target, (client) =>
      client.query("update cruddur_migrations set sha256 = 'other'"),
    );
    assert.ok((await say(["db-migrate"])) > 0);
    await command("db-snapshots", ["--delete", "base"], { env });
    await removeTarget(target);
    await rm(stateDirectory, { recursive: true });
  });
});

const problemIn = (stderr: string): string => /^✗ .*$/m.exec(stderr)![0];

/** As somebody does who copies the line into a shell. */
function type(line: string, env: Readonly<Record<string, string>>) {
  return new Promise<{ code: number; stderr: string }>((resolve) => {
    const options = { cwd: fromRoot(), env: { ...plainEnvironment(), ...env } };
    const child = execFile("sh", ["-c", line], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stderr: stdout + stderr }),
    );
  });
}

describe("shellWord", () => {
  it("is one word to a shell, whatever is in it", function () {
    if (process.platform === "win32") this.skip();
    const words = fc.array(
      fc.string({ unit: "binary" }).filter((word) => !word.includes("\0")),
      { minLength: 200, maxLength: 200 },
    );
    fc.assert(
      fc.property(words, (some) => {
        const line = `printf '%s\\0' ${some.map((word) => shellWord(word)).join(" ")}`;
        const said = execFileSync("sh", ["-c", line], { encoding: "utf8" });
        assert.deepEqual(said.split("\0").slice(0, -1), some);
      }),
      { numRuns: 4 },
    );
  });
});
