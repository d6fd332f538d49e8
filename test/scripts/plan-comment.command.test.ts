import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { TYPES } from "#lib/policies/resource-types";
import { $ } from "#lib/terminal/program";
import { command } from "#test/cli";
import { environmentAt } from "#test/environment-at";
import { goodStack } from "#test/plans/good-stack";
import { samplePreview, standInPulumi, type SampleStep } from "#test/plans/pulumi-program";

/** A day on which every exception counts that the good stack needs. */
const NOW = new Date("2026-12-01T12:00:00Z");

const GOOD: readonly SampleStep[] = goodStack().map(({ type, name, props, id }) => ({
  op: "create",
  type,
  name,
  new: props,
  state: { id },
}));

const preview = (...steps: SampleStep[]) => ({ preview: { stdout: samplePreview(steps) } });

describe("npm run plan:comment", () => {
  let folder: string;
  let count = 0;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-plan-"));
    await writeFile(
      path.join(folder, "Pulumi.dev.yaml"),
      "config:\n  cruddur:environment: dev\n  cruddur:instanceClass: db.t4g.small\n",
    );
    const git = $({ cwd: folder, env: { ...process.env, GIT_DIR: undefined } });
    await git`git init --quiet`;
    await git`git add Pulumi.dev.yaml`;
    await git`git -c user.name=x -c user.email=x@y commit --quiet --message base`;
  });
  after(() => rm(folder, { recursive: true }));

  const run = async (answers: Parameters<typeof standInPulumi>[1], ...args: string[]) => {
    const pulumi = await standInPulumi(path.join(folder, String((count += 1))), answers);
    const env = { ...environmentAt(NOW), ...pulumi.env, GIT_DIR: path.join(folder, ".git") };
    const ended = await command("plan-comment", ["--target", "dev", ...args], { env });
    return { ...ended, calls: await pulumi.calls() };
  };

  it("prints the plan as Markdown, and only plans", async () => {
    const { code, stdout, stderr, calls } = await run(preview(...GOOD));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^<!-- cruddur plan: dev -->\n\n### Stack `dev`: \d+ to create\n/);
    assert.match(stdout, /^\+ instance +aws:rds\/instance:Instance$/m);
    assert.match(stdout, /\nPolicies: No findings.*\n\nCost: about \$8\.66 a month \(/);
    assert.deepEqual(
      calls.map(([word]) => word),
      ["preview"],
    );
  });

  it("writes a file, also for a plan that the guard refuses, and ends with 1", async () => {
    const output = path.join(folder, "refused.md");
    const pool: SampleStep = {
      op: "replace",
      type: TYPES.userPool,
      name: "pool",
      old: {},
      new: GOOD.find(({ name }) => name === "pool")!.new!,
      because: ["usernameAttributes"],
    };
    const steps = [...GOOD.filter(({ name }) => name !== "pool"), pool];
    const words = ["--output", output, "--commit", "1e60b0f"];
    const { code, stderr } = await run(preview(...steps), ...words);
    assert.equal(code, 1);
    assert.match(stderr, /A deploy would not go on from this plan; the Markdown says why\./);
    const text = await readFile(output, "utf8");
    assert.match(text, /The guard refuses it:[\s\S]*would replace the user pool pool/);
    assert.match(text, /Plan of 1e60b0f\.\n$/);
  });

  it("ends with 1 for a finding, and returns all of it as JSON", async () => {
    const open: SampleStep = {
      op: "create",
      type: TYPES.ingressRule,
      name: "open",
      new: { description: "x", cidrIpv4: "0.0.0.0/0" },
    };
    const { code, stdout } = await run(preview(...GOOD, open), "--json");
    const told = JSON.parse(stdout);
    assert.deepEqual([code, told.ok, told.stack], [1, false, "dev"]);
    assert.deepEqual(told.verdict.findings[0].resource, "open");
    assert.match(told.markdown, /open: EC2\.18/);
  });

  it("says why there is no plan", async () => {
    const diagnostics = [{ severity: "error", message: "error: no stack named 'dev' found" }];
    const { code, stdout } = await run({
      preview: { code: 1, stdout: samplePreview([], { diagnostics }) },
    });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /there is no plan[\s\S]*There is no stack dev yet\.[\s\S]*pulumi stack init/,
    );
  });

  it("shows no input's value, secret or not", async () => {
    const told: SampleStep = {
      op: "update",
      type: "aws:lambda/function:Function",
      name: "told",
      old: { environment: { variables: { A: "correct-horse" } } },
      new: { environment: { variables: { A: "battery-staple" } } },
      because: ["environment"],
    };
    const { stdout } = await run(preview(...GOOD, told), "--json");
    assert.match(stdout, /~ told/);
    assert.doesNotMatch(stdout, /correct-horse|battery-staple/);
  });

  it("compares the cost with that of another commit", async () => {
    const { code, stdout } = await run(preview(...GOOD), "--base", "HEAD");
    assert.equal(code, 0);
    assert.match(
      stdout,
      /\nCost: about \$12\.82 a month → \$8\.66 a month, -\$4\.16 \(.*\n- compute: /,
    );
    const unknown = await run(preview(...GOOD), "--base", "nowhere");
    assert.equal(unknown.code, 0);
    assert.match(unknown.stderr, /The cost of before is not known: .*nowhere/);
    assert.match(unknown.stdout, /\nCost: about \$8\.66 a month \(/);
    const option = await run(preview(...GOOD), "--base=--output=x");
    assert.deepEqual([option.code, option.calls], [2, []]);
  });
});
