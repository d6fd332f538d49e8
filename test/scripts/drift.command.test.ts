import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { TYPES } from "#lib/policies/resource-types";
import { command } from "#test/cli";
import { samplePreview, standInPulumi } from "#test/plans/pulumi-program";

describe("npm run drift", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-drift-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const drift = async (refresh: { stdout?: string; stderr?: string; code?: number }) => {
    const pulumi = await standInPulumi(folder, { refresh });
    const ended = await command("drift", ["--target", "dev"], { env: pulumi.env });
    return { ...ended, calls: await pulumi.calls() };
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
    assert.match(stdout, /Stack dev: 1 differ, 1 gone\.\nTo set it right: pulumi refresh /);
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
});
