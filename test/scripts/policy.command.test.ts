import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { TYPES } from "#lib/policies/resource-types";
import { CANNOT_TELL } from "#lib/policies/unknown-value";
import { command, type Ended } from "#test/cli";
import { environmentAt } from "#test/environment-at";
import { goodStack } from "#test/plans/good-stack";
import { samplePreview, standInPulumi, type SampleStep } from "#test/plans/pulumi-program";

/** A day on which every exception counts that the good stack needs. */
const NOW = new Date("2026-12-01T12:00:00Z");

const GOOD: readonly SampleStep[] = goodStack().map(({ type, name, props, id }) => ({
  op: "same",
  type,
  name,
  new: props,
  state: { id },
}));
const rule = (cidrIpv4: string): SampleStep => ({
  op: "create",
  type: TYPES.ingressRule,
  name: "open",
  new: { description: "x", cidrIpv4 },
});

describe("npm run policy", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-policy-"));
  });
  after(() => rm(folder, { recursive: true }));

  const policy = (args: readonly string[], env = {}): Promise<Ended> =>
    command("policy", args, { env: { ...environmentAt(NOW), ...env } });
  const judged = async (text: string, ...args: string[]) => {
    const file = path.join(folder, "preview.json");
    await writeFile(file, text);
    return policy(["--file", file, ...args]);
  };

  it("finds nothing in a plan that keeps every control", async () => {
    const { code, stdout } = await judged(samplePreview(GOOD));
    assert.deepEqual([code, stdout], [0, "No findings. Judged as dev.\n"]);
  });

  it("shows each finding with its controls and what to change, and ends with 1", async () => {
    const { code, stdout } = await judged(samplePreview([...GOOD, rule("0.0.0.0/0")]));
    assert.equal(code, 1);
    assert.match(stdout, /open +│ it lets in 0\.0\.0\.0\/0/);
    assert.match(stdout, /EC2\.18/);
    assert.match(stdout, /→ Take the range away/);
    assert.match(stdout, /1 finding\. Judged as dev\.\n$/);
  });

  it("gives findings, what is excused and what cannot be told as JSON", async () => {
    const plan = samplePreview([
      ...GOOD,
      rule("0.0.0.0/0"),
      { ...rule(CANNOT_TELL), name: "later" },
    ]);
    const { code, stdout } = await judged(plan, "--json");
    const told = JSON.parse(stdout);
    assert.deepEqual([code, told.ok, told.stack, told.environment], [1, false, "dev", "dev"]);
    assert.deepEqual(
      told.findings.map((it: { controls: string[] }) => it.controls[0]),
      ["EC2.18"],
    );
    assert.equal(told.undecided[0].resource, "later");
  });

  it("judges as the stack's configuration says, as production where that says nothing, or as told", async () => {
    const lease = [...GOOD, rule("203.0.113.7/32")];
    assert.equal((await judged(samplePreview(lease))).code, 0);
    assert.equal((await judged(samplePreview(lease, { config: {} }))).code, 1);
    assert.equal((await judged(samplePreview(lease), "--environment", "prod")).code, 1);
  });

  it("tells of exceptions that have ended, once they have", async () => {
    const file = path.join(folder, "preview.json");
    await writeFile(file, samplePreview(GOOD));
    const { code, stdout } = await policy(
      ["--file", file, "--json"],
      environmentAt(new Date("2099-01-01T12:00:00Z")),
    );
    const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
    assert.equal(code, 1);
    assert.ok(findings.some(({ rule }) => rule === "exception-ended"));
  });

  it("reads what comes by a pipe", () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [fromRoot("scripts", "launch.cjs"), "policy"],
      {
        input: samplePreview(GOOD),
        encoding: "utf8",
        env: { ...process.env, ...environmentAt(NOW) },
      },
    );
    assert.deepEqual([status, stdout], [0, "No findings. Judged as dev.\n"]);
  });

  it("plans a stack itself, with what does not change", async () => {
    const pulumi = await standInPulumi(path.join(folder, "bin"), {
      preview: { stdout: samplePreview(GOOD) },
    });
    const { code, stdout } = await policy(["--target", "dev"], pulumi.env);
    assert.deepEqual([code, stdout], [0, "No findings. Judged as dev.\n"]);
    const [words] = await pulumi.calls();
    assert.deepEqual(words!.slice(0, 3), ["preview", "--json", "--show-sames"]);
  });

  it("takes no JSON without a resource for a plan that breaks nothing", async () => {
    for (const text of ["{}", '{"steps":[]}', '{"hello":1}']) {
      const { code, stdout, stderr } = await judged(text);
      assert.deepEqual([code, stdout], [1, ""], text);
      assert.match(stderr, /This is no plan of Pulumi's[^\n]*\n {2}Make one: pulumi preview/);
    }
  });

  it("says what is no plan, or not the whole of one", async () => {
    const nothing = await judged("{}x");
    assert.equal(nothing.code, 1);
    assert.match(nothing.stderr, /This is no preview of Pulumi's[\s\S]*--show-sames/);
    const partial = await judged(samplePreview([], { changeSummary: { same: 3 } }));
    assert.equal(partial.code, 1);
    assert.match(partial.stderr, /leaves out what does not change/);
    const failed = samplePreview(GOOD, {
      diagnostics: [{ severity: "error", message: "error: boom" }],
    });
    const broken = await judged(failed);
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /The plan is not whole: error: boom/);
  });

  it("refuses a file that is not there, and two plans at once", async () => {
    const missing = await policy(["--file", path.join(folder, "none.json")]);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /^✗ The plan \S*none\.json is not there\.\n {2}Correct --file/);
    assert.doesNotMatch(missing.stderr, /^\s+at /m);
    const aFolder = await policy(["--file", folder]);
    assert.equal(aFolder.code, 1);
    assert.match(aFolder.stderr, /^✗ The plan \S+ cannot be read \(EISDIR\)\./);
    assert.equal((await policy(["--file", "-", "--target", "dev"])).code, 2);
  });
});
