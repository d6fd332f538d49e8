import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { command, RunningCommand } from "#test/cli";
import { samplePreview, standInPulumi } from "#test/plans/pulumi-program";
import { until } from "#test/until";

const ROLE = "aws:iam/role:Role";
const entry = { type: ROLE, name: "role", parent: "", id: "<PLACEHOLDER>" };
const wanted = { op: "create", type: ROLE, name: "role", new: { name: "cruddur-dev-role" } };
const planned = { stdout: samplePreview([wanted]), importFile: { resources: [entry] } };
const whole = { stdout: samplePreview([]) };
const IMPORTED = { stdout: JSON.stringify({ diagnostics: [] }) };
const EXPORTED = JSON.stringify({ version: 3, deployment: { resources: [] } });
const CUT = JSON.stringify({
  version: 3,
  deployment: {
    pending_operations: [{ resource: { urn: `urn:pulumi:dev::cruddur::${ROLE}::role` } }],
  },
});

/** A role is there that the state does not know. */
const FOUND = {
  preview: [planned, whole],
  import: IMPORTED,
  "stack export": { stdout: EXPORTED },
};

describe("npm run state:recover", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-state-recover-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const started = async (answers: Parameters<typeof standInPulumi>[1], ...more: string[]) => {
    const pulumi = await standInPulumi(path.join(folder, "bin"), answers);
    await mkdir(path.join(folder, "tmp"));
    const env = { ...pulumi.env, TMPDIR: path.join(folder, "tmp") };
    const args = ["--target", "dev", "--state-directory", path.join(folder, "state"), ...more];
    return { pulumi, env, args };
  };
  const recover = async (answers: Parameters<typeof standInPulumi>[1], ...more: string[]) => {
    const { pulumi, env, args } = await started(answers, ...more);
    const ended = await command("state-recover", args, { env });
    const calls = (await pulumi.calls()).map((words) =>
      words.filter((word) => !word.startsWith("-")).slice(0, words[0] === "stack" ? 2 : 1),
    );
    return { ...ended, calls: calls.map((words) => words.join(" ")) };
  };
  const left = () => readdir(path.join(folder, "tmp"));
  const LOOKED = ["version", "stack export", "preview", "import"];

  it("asks before it changes the state, and does nothing where nobody can be asked", async () => {
    const { code, stdout, stderr, calls } = await recover(FOUND);
    assert.deepEqual([code, calls], [2, LOOKED]);
    assert.match(stdout, /^\+ role {2}cruddur-dev-role\n1 to take in\.\n$/);
    assert.match(
      stderr,
      /nobody to ask\. Nothing was done\.\n {2}To do it: npm run state:recover -- --target dev --yes/,
    );
    assert.deepEqual(await left(), []);
  });

  it("looks only with --dry-run, and says what to type", async () => {
    const { code, stdout, calls } = await recover(FOUND, "--dry-run");
    assert.deepEqual([code, calls], [0, LOOKED]);
    assert.match(
      stdout,
      /To take them in: npm run state:recover -- --target dev --state-directory \S+\n$/,
    );
  });

  it("takes them in with --yes, and keeps the state of before", async () => {
    const { code, stdout } = await recover(FOUND, "--yes");
    assert.equal(code, 0);
    const [, backup] = /^The state of before is in (.+)$/m.exec(stdout) ?? [];
    assert.equal(await readFile(backup!, "utf8"), EXPORTED);
    assert.match(stdout, /npm run deploy -- --target dev --dry-run\n$/);
  });

  it("is done where there is nothing to take in", async () => {
    const { code, stdout, calls } = await recover({
      preview: whole,
      "stack export": { stdout: EXPORTED },
    });
    assert.deepEqual([code, calls], [0, ["version", "stack export", "preview"]]);
    assert.match(stdout, /^0 to take in\.\n/);
  });

  it("forgets what an up was in the middle of, where nothing of it is there", async () => {
    const { code, stdout, calls } = await recover(
      { preview: whole, "stack export": { stdout: CUT }, "stack import": {} },
      "--yes",
    );
    assert.equal(code, 0);
    assert.match(stdout, /^An up was cut while it made role\.$/m);
    assert.ok(calls.includes("stack import"));
  });

  it("gives one JSON value", async () => {
    const { stdout } = await recover(FOUND, "--yes", "--json");
    const { ok, applied, taken, unclear } = JSON.parse(stdout);
    assert.deepEqual({ ok, applied, unclear }, { ok: true, applied: true, unclear: [] });
    assert.deepEqual(taken, [{ name: "role", type: ROLE, id: "cruddur-dev-role" }]);
  });

  it("wants a pulumi that can do it", async () => {
    const { code, stderr, calls } = await recover({ version: { stdout: "v3.258.9\n" } });
    assert.deepEqual([code, calls], [1, ["version"]]);
    assert.match(stderr, /^✗ pulumi 3\.258\.9 is too old for this: 3\.259 or newer is needed\./);
    assert.match(stderr, /\n {2}Bring it up to date: https:\/\/www\.pulumi\.com\/docs\/install/);
  });

  it("says what the provider does when an import fails, and how the state of before is put back", async () => {
    const told = { severity: "error", message: "error: api error Throttling: slow down" };
    const failed = { stdout: JSON.stringify({ diagnostics: [told] }), code: 255 };
    const { code, stderr } = await recover({ ...FOUND, import: [IMPORTED, failed] }, "--yes");
    assert.equal(code, 1);
    assert.match(stderr, /api error Throttling: slow down/);
    assert.match(stderr, /pulumi stack import --stack dev --file .*before-recovery-\d+\.json/);
    assert.deepEqual(await left(), []);
  });

  it("ends with 130 after Ctrl-C in the middle of an import, and leaves no file of it", async () => {
    const answers = { ...FOUND, import: [IMPORTED, { stderr: "waiting", waits: true }] };
    const { pulumi, env, args } = await started(answers, "--yes");
    const running = new RunningCommand("state-recover", args, { env });
    const imports = async () => (await pulumi.calls()).filter(([word]) => word === "import");
    await until("the import", async () => (await imports()).length === 2);
    assert.equal((await left()).length, 1);
    running.interrupt();
    const { code, stderr } = await running.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Stopping …/);
    assert.deepEqual(await left(), []);
  });
});
