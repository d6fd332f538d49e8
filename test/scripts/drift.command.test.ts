import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { TYPES } from "#lib/policies/resource-types";
import { command } from "#test/cli";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";
import { samplePreview, standInPulumi } from "#test/plans/pulumi-program";

describe("npm run drift", () => {
  let folder: string;

  let database: Server;

  before(async () => {
    database = createServer().listen(0, "127.0.0.1");
    await once(database, "listening");
  });
  after(() => database.close());
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-drift-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const drift = (refresh: { stdout?: string; stderr?: string; code?: number }, at?: number) =>
    run("drift", [], refresh, at);
  const run = async (
    name: string,
    more: readonly string[],
    refresh: { stdout?: string; stderr?: string; code?: number },
    at?: number,
  ) => {
    const { port } = database.address() as AddressInfo;
    const outputs = { ...STACK_OUTPUTS, databaseHost: "127.0.0.1", databasePort: at ?? port };
    const answers = { refresh, "stack output": { stdout: JSON.stringify(outputs) } };
    const pulumi = await standInPulumi(folder, answers);
    const ended = await command(name, ["--target", "dev", ...more], { env: pulumi.env });
    const calls = (await pulumi.calls()).filter(([word]) => word !== "stack");
    return { ...ended, calls };
  };

  it("says that nothing differs, and changes nothing", async () => {
    const { code, stdout, calls } = await drift({
      stdout: samplePreview([{ op: "refresh", type: TYPES.instance, name: "same" }]),
    });
    assert.deepEqual(
      [code, stdout],
      [0, "No difference: AWS has what the state of stack dev says.\n"],
    );
    const [[word, ...options] = []] = calls;
    assert.equal(calls.length, 1);
    assert.equal(word, "refresh");
    assert.ok(options.includes("--preview-only"));
  });

  it("names what differs and what is gone, and ends with 1", async () => {
    const { code, stdout } = await drift({
      stdout: samplePreview([
        { op: "delete", type: TYPES.userPool, name: "pool", old: {} },
        { op: "update", type: TYPES.instance, name: "db", old: {}, because: ["tags"] },
      ]),
    });
    assert.equal(code, 1);
    assert.match(stdout, /^- pool {2}aws:cognito\/userPool:UserPool\n~ db .* \(tags\)\n/);
    assert.match(
      stdout,
      /Stack dev: 1 differ, 1 gone\.\nTo set it right: npm run state:refresh -- --target dev, /,
    );
  });

  it("says in one sentence, and asks Pulumi nothing, where the public database does not answer", async () => {
    const { code, stderr, calls } = await drift({}, 1);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /The database of stack dev does not answer at 127\.0\.0\.1:1 \(closed\)\./,
    );
    assert.match(
      stderr,
      /npm run rds:start -- --target dev\n +npm run dev-ip:open -- --target dev/,
    );
    assert.deepEqual(calls, []);
  });

  it("counts what Pulumi does not name", async () => {
    const { code, stdout } = await drift({
      stdout: samplePreview([], { changeSummary: { same: 3, update: 2 } }),
    });
    assert.equal(code, 1);
    assert.match(stdout, /^2 more without a name\. See: .*\nStack dev: 2 differ, 0 gone\.\n/);
  });

  it("explains a refresh that failed", async () => {
    const { code, stderr } = await drift({
      code: 1,
      stderr: "error: the stack is currently locked by 1 lock(s).\n",
    });
    assert.equal(code, 1);
    assert.match(stderr, /is not done yet/);
  });

  describe("npm run state:refresh", () => {
    const CHANGED = {
      stdout: samplePreview([
        { op: "update", type: TYPES.instance, name: "db", old: {}, because: ["tags"] },
      ]),
    };
    const written = (calls: readonly string[][]) =>
      calls.filter((words) => !words.includes("--preview-only"));

    it("writes what differs into the state when it is told to, by the program's logins of today", async () => {
      const { code, stdout, calls } = await run("state-refresh", ["--yes"], CHANGED);
      assert.equal(code, 0);
      assert.match(stdout, /Stack dev: 1 differ, 0 gone\./);
      assert.match(stdout, /npm run deploy -- --target dev --dry-run\n$/);
      const [words = []] = written(calls);
      assert.equal(words[0], "refresh");
      assert.ok(words.includes("--run-program"));
    });

    it("writes nothing in a dry run, where nothing differs, and where nobody can be asked", async () => {
      const dry = await run("state-refresh", ["--dry-run"], CHANGED);
      const same = await run("state-refresh", ["--yes"], { stdout: samplePreview([]) });
      const alone = await run("state-refresh", [], CHANGED);
      assert.deepEqual([dry.code, same.code, alone.code], [0, 0, 2]);
      assert.match(alone.stderr, /npm run state:refresh -- --target dev --yes/);
      assert.deepEqual(
        [dry, same, alone].flatMap(({ calls }) => written(calls)),
        [],
      );
    });

    it("does not begin where the public database does not answer", async () => {
      const { code, stderr, calls } = await run("state-refresh", ["--yes"], CHANGED, 1);
      assert.equal(code, 1);
      assert.match(stderr, /rds:start[\s\S]*dev-ip:open/);
      assert.deepEqual(calls, []);
    });
  });
});
