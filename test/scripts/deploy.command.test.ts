import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { TYPES } from "#lib/policies/resource-types";
import { command, RunningCommand } from "#test/cli";
import { environmentAt } from "#test/environment-at";
import { until } from "#test/until";
import { goodStack } from "#test/plans/good-stack";
import { STACK_OUTPUTS } from "#test/plans/stack-outputs";
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
const replaced: SampleStep = {
  op: "replace",
  type: TYPES.userPool,
  name: "pool",
  old: {},
  new: GOOD.find(({ name }) => name === "pool")!.new!,
  because: ["usernameAttributes"],
};
const steps = (...others: SampleStep[]): SampleStep[] => [
  ...GOOD.filter(({ name }) => !others.some((it) => it.name === name)),
  ...others,
];
const SAME = GOOD.map((it) => ({ ...it, op: "same" }));
const UP = {
  "stack output": { stdout: JSON.stringify(STACK_OUTPUTS) },
  up: { stdout: "Updating (dev)\n" },
};
/** What the engine says of a stack that is new. */
const NEW = { "stack output": { stdout: "{}" }, up: { stdout: "Updating (dev)\n" } };

describe("npm run deploy", () => {
  let folder: string;
  let count = 0;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-deploy-"));
  });
  after(() => rm(folder, { recursive: true }));

  const run = async (
    answers: Parameters<typeof standInPulumi>[1],
    name: "deploy" | "destroy",
    ...args: string[]
  ) => {
    const pulumi = await standInPulumi(path.join(folder, String((count += 1))), answers);
    const ended = await command(name, args, { env: { ...environmentAt(NOW), ...pulumi.env } });
    const calls = (await pulumi.calls())
      .filter(([word, what]) => word !== "stack" || what === "output")
      .map(([word]) => word);
    return { ...ended, calls };
  };
  const plan = (...all: SampleStep[]) => ({ preview: { stdout: samplePreview(all) } });
  const deploy = (answers: Parameters<typeof standInPulumi>[1], ...args: string[]) =>
    run(answers, "deploy", "--target", "dev", ...args);

  it("says in one line how to get pulumi where there is none", async () => {
    const { code, stderr } = await command("deploy", ["--target", "dev"], {
      env: { PATH: "/nowhere" },
    });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^✗ pulumi is not installed\.\n {2}Install it: https:\/\/www\.pulumi\.com\/docs\/install/,
    );
  });

  it("wants a target by name, and one that can be a stack's", async () => {
    assert.equal((await run({}, "deploy")).code, 2);
    const { code, stderr, calls } = await run({}, "deploy", "--target", "--help=x");
    assert.deepEqual([code, calls], [2, []]);
    assert.match(stderr, /no name of a stack/);
  });

  it("names what changes, and applies it under the policy pack when it may", async () => {
    const { code, stdout, stderr, calls } = await deploy({ ...plan(...GOOD), ...NEW }, "--yes");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\+ instance +aws:rds\/instance:Instance$/m);
    assert.match(stdout, /Stack dev: \d+ to create\.\nPolicies: No findings/);
    assert.match(stdout, /Updating \(dev\)\nStack dev is up\.\n$/);
    assert.deepEqual(calls, ["preview", "stack", "up", "stack"]);
  });

  it("gives one JSON value, with what pulumi says beside it", async () => {
    const { stdout, stderr } = await deploy({ ...plan(...GOOD), ...NEW }, "--yes", "--json");
    const told = JSON.parse(stdout);
    assert.deepEqual([told.ok, told.applied, told.stack], [true, true, "dev"]);
    assert.deepEqual(told.changes[0].change, "create");
    assert.match(stderr, /Updating \(dev\)/);
  });

  it("asks for consent where somebody can be asked, and does nothing where nobody can", async () => {
    const { code, stderr, calls } = await deploy({ ...plan(...GOOD), ...NEW });
    assert.deepEqual([code, calls], [2, ["preview"]]);
    assert.match(
      stderr,
      /nobody to ask\. Nothing was done\.\n {2}To apply it: npm run deploy -- --target dev --yes/,
    );
  });

  it("changes nothing with --dry-run", async () => {
    const { code, calls } = await deploy(plan(...GOOD), "--dry-run", "--yes");
    assert.deepEqual([code, calls], [0, ["preview"]]);
  });

  it("says that production's database is snapshotted before its schema changes", async () => {
    const type = "aws:lambda/invocation:Invocation";
    const migrations = { op: "replace", type, name: "cruddur-schema-migrations", old: {}, new: {} };
    const dev = await deploy(plan(...GOOD, migrations), "--dry-run");
    assert.doesNotMatch(dev.stdout, /snapshot/);
    const prod = await run(plan(...GOOD, migrations), "deploy", "--target", "prod", "--dry-run");
    assert.match(
      prod.stdout,
      /^The schema changes: a snapshot of the database is made first\.$/m,
      prod.stderr,
    );
  });

  it("ends where there is nothing to do, with the addresses as after an up", async () => {
    const { code, stdout, calls } = await deploy({ ...plan(...SAME), ...UP });
    assert.deepEqual([code, calls], [0, ["preview", "stack"]]);
    assert.match(
      stdout,
      /Stack dev: Nothing changes\.[\s\S]*is up to date: there is nothing to do\.\nPage +https:[\s\S]*\nWhat to type now:\n/,
    );
  });

  it("writes without asking what changes in the state alone: an output, an alias, a provider", async () => {
    const output = await deploy({ ...plan(...SAME), ...NEW });
    assert.deepEqual([output.code, output.calls.at(-1)], [0, "stack"], output.stderr);
    assert.ok(output.calls.includes("up"));
    const provider: SampleStep = {
      op: "update",
      type: "pulumi:providers:aws",
      name: "cruddur-aws",
      old: { region: "us-east-1" },
      new: { region: "us-east-1", allowedAccountIds: '["123456789012"]' },
    };
    const { code, stdout, calls } = await deploy({ ...plan(...SAME, provider), ...UP });
    assert.deepEqual([code, calls.includes("up")], [0, true]);
    assert.match(stdout, /Stack dev: Nothing changes\./);
  });

  it("refuses to replace a user pool until its name is given", async () => {
    const answers = { ...plan(...steps(replaced)), ...NEW };
    const refused = await deploy(answers, "--yes");
    assert.deepEqual([refused.code, refused.calls], [2, ["preview"]]);
    assert.match(
      refused.stderr,
      /would replace the user pool pool \(usernameAttributes\), and lose every account/,
    );
    assert.match(refused.stderr, /--allow-replace pool/);
    const misspelt = await deploy(answers, "--yes", "--allow-replace", "pol");
    assert.deepEqual([misspelt.code, misspelt.calls], [2, ["preview"]]);
    assert.match(misspelt.stderr, /Nothing refuses to replace or delete pol\./);
    const asked = await deploy(answers, "--allow-replace", "pool");
    assert.equal(asked.code, 2);
    assert.match(
      asked.stderr,
      /To apply it: npm run deploy -- --allow-replace pool --target dev --yes\n/,
    );
    const allowed = await deploy(answers, "--yes", "--allow-replace", "pool");
    assert.deepEqual([allowed.code, allowed.calls], [0, ["preview", "stack", "up", "stack"]]);
  });

  const state = (of: string) => ({ stdout: JSON.stringify({ deployment: of }) });
  const changedOnce = { "stack export": [state("ours"), state("theirs")] };

  const PENDING = {
    "stack export": {
      stdout: JSON.stringify({
        deployment: {
          pending_operations: [
            { resource: { urn: "urn:pulumi:dev::cruddur::aws:iam/role:Role::cut" } },
          ],
        },
      }),
    },
  };

  it("applies nothing on a state that does not know what a killed up has made", async () => {
    const { code, stderr, calls } = await deploy({ ...NEW, ...plan(...GOOD), ...PENDING }, "--yes");
    assert.deepEqual([code, calls.includes("up")], [2, false]);
    assert.match(stderr, /was cut while it made cut: [\s\S]*state:recover -- --target dev\n/);
  });

  it("plans again where somebody deployed meanwhile, and shows what it applies", async () => {
    const other: SampleStep = {
      op: "delete",
      type: "aws:sns/topic:Topic",
      name: "theirs",
      old: {},
    };
    const plans = [plan(...GOOD).preview, plan(...GOOD, other).preview];
    const { code, stdout, stderr, calls } = await deploy(
      { ...NEW, ...changedOnce, preview: plans },
      "--yes",
    );
    assert.equal(code, 0, stderr);
    assert.match(stderr, /was changed since that plan\. It is planned again\./);
    assert.match(stdout, /^- theirs +aws:sns\/topic:Topic$/m);
    assert.deepEqual(
      calls.filter((word) => word !== "stack"),
      ["preview", "preview", "up"],
    );
  });

  it("ends where somebody else has applied the same meanwhile", async () => {
    const plans = [plan(...GOOD).preview, plan(...SAME).preview];
    const outputs = [NEW["stack output"], UP["stack output"]];
    const answers = { ...changedOnce, "stack output": outputs, preview: plans };
    const { code, stdout, calls } = await deploy(answers, "--yes");
    assert.deepEqual([code, calls.includes("up")], [0, false]);
    assert.match(stdout, /is up to date: there is nothing to do\.\nPage /);
  });

  it("applies nothing where the guard refuses what would take back a colleague's deploy", async () => {
    const plans = [plan(...GOOD).preview, plan(...steps(replaced)).preview];
    const { code, stderr, calls } = await deploy(
      { ...NEW, ...changedOnce, preview: plans },
      "--yes",
    );
    assert.equal(code, 2, stderr);
    assert.match(stderr, /would replace the user pool pool/);
    assert.ok(!calls.includes("up"));
  });

  it("begins with the account, who is signed in, region and cost, and warns of what the program warns of", async () => {
    const diagnostics = [
      { severity: "warning", message: "warning: no address of yours\nset one\n" },
      {
        severity: "warning",
        message:
          "The provider for this resource has inputs that are not known during preview.\nThis preview may not correctly represent the changes that will be applied during an update.",
      },
      { severity: "warning", message: "warning: using pulumi-resource-aws from $PATH at /x\n" },
    ];
    const preview = { stdout: samplePreview([...GOOD], { diagnostics }) };
    const { stdout, stderr } = await deploy({ preview }, "--dry-run");
    assert.match(
      stdout,
      /^Stack +dev, environment dev\nAccount +123456789012, as user\/alice\nRegion /,
    );
    assert.match(stdout, /^Cost +about \$\d/m);
    assert.match(stderr, /^! no address of yours\n! set one$/m);
    assert.doesNotMatch(stderr, /not known during preview|correctly represent/);
    assert.doesNotMatch(stderr, /from \$PATH/);
    const json = await deploy({ preview }, "--dry-run", "--json");
    const told = JSON.parse(json.stdout);
    assert.deepEqual(
      [told.account, told.who, told.region],
      ["123456789012", "user/alice", "us-east-1"],
    );
  });

  it("looks for the last up behind many refreshes, and for none behind a destroy", async () => {
    const past = (kind: string) => ({
      kind,
      endTime: "2026-11-28T14:55:00.000Z",
      result: "succeeded",
      config: { "cruddur:environment": { value: "dev" } },
    });
    const page = (...kinds: string[]) => ({ stdout: JSON.stringify(kinds.map(past)) });
    const full = page(...Array<string>(20).fill("refresh"));
    const lastUp = async (...pages: object[]) => {
      const answers = { ...plan(...GOOD), "stack history": pages };
      return /^Last up .*$/m.exec((await deploy(answers, "--dry-run")).stdout)?.[0];
    };
    assert.match(
      (await lastUp(full, full, page("update")))!,
      /2026-11-28 14:55 UTC, of a checkout without git$/,
    );
    assert.match((await lastUp(full, page("destroy", "update")))!, /none: destroyed on 2026-11-28/);
  });

  it("says in one sentence that the exceptions have ended", async () => {
    const late = environmentAt(new Date("2099-01-01T12:00:00Z"));
    const pulumi = await standInPulumi(path.join(folder, String((count += 1))), plan(...GOOD));
    const { code, stderr } = await command("deploy", ["--target", "dev", "--yes"], {
      env: { ...late, ...pulumi.env },
    });
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      /✗ \d+ exceptions from policies ended on \d{4}-\d\d-\d\d\. Nothing was done\.\n/,
    );
  });

  it("does not apply what breaks a policy, and names the control", async () => {
    const open: SampleStep = {
      op: "create",
      type: TYPES.ingressRule,
      name: "open",
      new: { description: "x", cidrIpv4: "0.0.0.0/0" },
    };
    const { code, stderr, calls } = await deploy(plan(...steps(open)), "--yes");
    assert.deepEqual([code, calls], [1, ["preview"]]);
    assert.match(stderr, /it lets in 0\.0\.0\.0\/0/);
    assert.match(stderr, /The plan breaks a policy: EC2\.18\. Nothing was done\./);
  });

  it("explains a plan that fails by what its diagnostics say", async () => {
    const diagnostics = [{ severity: "error", message: "error: no stack named 'dev' found" }];
    const { code, stderr, calls } = await deploy({
      preview: { code: 1, stdout: samplePreview([], { diagnostics }) },
    });
    assert.deepEqual([code, calls], [1, ["preview"]]);
    assert.match(
      stderr,
      /There is no stack dev yet\.\nerror: no stack named[^\n]*\n {2}Make it: pulumi stack init dev/,
    );
  });

  it("explains the lock of another up", async () => {
    const up = {
      code: 255,
      stdout: "Updating (dev)\n",
      stderr: "error: the stack is currently locked by 1 lock(s).\n",
    };
    const { code, stderr } = await deploy({ ...plan(...GOOD), ...NEW, up }, "--yes");
    assert.equal(code, 1);
    assert.match(stderr, /Somebody else's up, preview or destroy of stack dev is not done yet\./);
    assert.match(stderr, /pulumi cancel --stack dev/);
  });

  it("does not take a stack for a new one that cannot be asked", async () => {
    const answers = {
      ...plan(...GOOD),
      ...NEW,
      "stack output": { code: 1, stderr: "error: boom" },
    };
    const { code, stderr, calls } = await deploy(answers, "--yes");
    assert.deepEqual([code, calls], [1, ["preview", "stack"]]);
    assert.match(stderr, /boom/);
  });

  for (const [title, waiting] of Object.entries({
    "the plan is made": { preview: { stderr: "waiting", waits: true } },
    "it is applied": { ...plan(...GOOD), ...NEW, up: { stderr: "waiting", waits: true } },
  })) {
    it(`ends with 130 after Ctrl-C while ${title}, when pulumi has ended`, async () => {
      const pulumi = await standInPulumi(path.join(folder, String((count += 1))), waiting);
      const running = new RunningCommand("deploy", ["--target", "dev", "--yes"], {
        env: { ...environmentAt(NOW), ...pulumi.env },
      });
      const word = title === "it is applied" ? "up" : "preview";
      await until(`pulumi ${word}`, async () => (await pulumi.calls()).at(-1)?.[0] === word);
      running.interrupt();
      const { code, stderr } = await running.ended;
      assert.equal(code, 130, stderr);
      assert.match(stderr, /Stopping …/);
      const goOn =
        /stack dev is half-way\.\n {2}To go on: npm run deploy -- --target dev\n.*state:recover -- --target dev\n$/;
      assert.equal(goOn.test(stderr), word === "up", stderr);
      assert.doesNotMatch(stderr, /Pulumi did not/);
    });
  }

  describe("npm run destroy", () => {
    const gone: SampleStep = { op: "delete", type: TYPES.instance, name: "instance", old: {} };
    const answers = { destroy: { stdout: samplePreview([gone]) } };

    it("shows what would go, and wants the stack's name", async () => {
      const refused = await run(answers, "destroy", "--target", "dev");
      assert.deepEqual([refused.code, refused.calls], [2, ["destroy"]]);
      assert.match(
        refused.stdout,
        /^- instance {2}aws:rds\/instance:Instance\nStack dev: 1 to delete\.$/m,
      );
      assert.match(refused.stderr, /If it may go: npm run destroy -- --target dev --confirm dev/);
      const agreed = await run(answers, "destroy", "--target", "dev", "--confirm", "dev");
      assert.deepEqual([agreed.code, agreed.calls], [0, ["destroy", "destroy"]]);
      assert.match(agreed.stdout, /Stack dev is gone/);
    });

    it("takes nothing down while the state does not know what a killed up has made", async () => {
      const { code, stderr, calls } = await run(
        { ...answers, ...PENDING },
        "destroy",
        "--target",
        "dev",
        "--confirm",
        "dev",
      );
      assert.deepEqual([code, calls], [2, ["destroy"]]);
      assert.match(stderr, /was cut while it made cut: [\s\S]*state:recover -- --target dev\n/);
    });

    it("never takes down what is production's, whatever is typed", async () => {
      const { code, stderr, calls } = await run(
        answers,
        "destroy",
        "--target",
        "prod",
        "--confirm",
        "prod",
      );
      assert.deepEqual([code, calls], [2, []]);
      assert.match(
        stderr,
        /Stack prod is protected, and is not taken down by a command\. Nothing was done\./,
      );
    });

    it("changes nothing with --dry-run", async () => {
      const { code, calls } = await run(answers, "destroy", "--target", "dev", "--dry-run");
      assert.deepEqual([code, calls], [0, ["destroy"]]);
    });
  });
});
