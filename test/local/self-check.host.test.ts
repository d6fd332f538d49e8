import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fromRoot } from "#lib/root";
import type { SelfCheckResult } from "#local/self-check";
import { command, processesOf, RunningCommand } from "#test/cli";
import { newStateDirectory, removeStateDirectory } from "#test/host";

const STEPS = [
  "PostgreSQL",
  "Sign up",
  "Confirm",
  "The row is in PostgreSQL",
  "Sign in",
  "Post a crud",
];

describe("npm start -- --check", function () {
  this.timeout(240_000);
  let temporary: string;

  beforeEach(async () => {
    temporary = await newStateDirectory();
  });
  afterEach(() => removeStateDirectory(temporary));

  const options = () => ({ env: { TMPDIR: temporary } });

  async function assertNothingLeft(): Promise<void> {
    assert.deepEqual(processesOf(temporary), []);
    const left = (await readdir(temporary)).filter((name) => name.startsWith("cruddur-"));
    assert.deepEqual(left, []);
  }

  it("goes the whole way in a throw-away copy, shows each step, and ends with 0 and nothing left", async () => {
    const { code, stdout, stderr } = await command("start", ["--check"], options());
    assert.equal(code, 0, stdout + stderr);
    for (const step of STEPS) assert.match(stdout, new RegExp(`✓.*${step}`));
    assert.match(stdout, /Everything works; \d+ steps in/);
    await assertNothingLeft();
  });

  it("loads nothing of the packages that package.json's overrides leave empty", async () => {
    const { overrides } = JSON.parse(await readFile(fromRoot("package.json"), "utf8")) as {
      readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
    };
    const recorder = path.join(temporary, "recorder.cjs");
    const record = path.join(temporary, "loaded.json");
    const write = `JSON.stringify(Object.keys(require.cache))`;
    await writeFile(
      recorder,
      `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(record)}, ${write}));`,
    );
    const { code, stderr } = await command("start", ["--check"], {
      ...options(),
      node: ["-r", recorder],
    });
    assert.equal(code, 0, stderr);
    const loaded = JSON.parse(await readFile(record, "utf8")) as string[];
    const loadedOf = (name: string) =>
      loaded.filter((file) => file.includes(path.join("node_modules", name, "/")));
    for (const [dependent, emptied] of Object.entries(overrides)) {
      for (const name of Object.keys(emptied)) {
        const folder = fromRoot("node_modules", dependent, "node_modules", name);
        const { name: stands } = JSON.parse(
          await readFile(path.join(folder, "package.json"), "utf8"),
        ) as { readonly name: string };
        assert.equal(stands, "noop-package");
        assert.deepEqual(loadedOf(name), [], `${dependent} loads ${name}`);
      }
    }
    // The record is a whole one: of what is beside them in cognito-local, this is loaded.
    assert.notDeepEqual(loadedOf("jsonwebtoken"), []);
  });

  it("prints one JSON value, and nothing else, on standard output with --json", async () => {
    const { code, stdout, stderr } = await command("start", ["--check", "--json"], options());
    const result = JSON.parse(stdout) as SelfCheckResult;
    assert.deepEqual([code, result.ok, result.error], [0, true, undefined], stderr);
    assert.ok(result.steps.length >= 14 && result.steps.every(({ ok }) => ok));
    await assertNothingLeft();
  });

  for (const after of [200, 1_000, 2_000, 3_000]) {
    it(`ends and leaves nothing when Ctrl-C comes after ${after} ms, wherever it is by then`, async () => {
      const running = new RunningCommand("start", ["--check"], options());
      await new Promise((next) => setTimeout(next, after));
      if (!running.isOver) running.interrupt();
      const { code, stdout, stderr } = await running.ended;
      const isDone = stdout.includes("Everything works");
      assert.equal(code, isDone ? 0 : 130, stdout + stderr);
      assert.doesNotMatch(stderr, /    at |bug/);
      await assertNothingLeft();
    });
  }
});
