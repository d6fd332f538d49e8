import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fromRoot } from "#lib/root";
import { findingsFor } from "#lib/policies/findings-for";
import { parsePolicyDocument } from "#lib/policies/policy-document";
import { TRUSTS } from "#lib/policies/trust-rules";
import { besidesMigrations, planText } from "#test/plans/plan-text";
import { PLANNED_AT, programPlan, STACKS } from "#test/plans/program-plan";
import type { Plan } from "#test/plans/pulumi-mocks";
import { readsBack, zoneIdIn } from "#test/stand-in-aws/reads-back";

const UPDATE = process.env["UPDATE_PLANS"] === "1";

describe("index.ts", () => {
  const plans = new Map<string, Plan<object>>();
  before(async () => {
    for (const [name, values] of Object.entries(STACKS)) {
      plans.set(name, await programPlan(name, values));
    }
  });

  for (const name of Object.keys(STACKS)) {
    it(`asks AWS for what test/plans/${name}.yaml says`, async () => {
      const file = fromRoot("test", "plans", `${name}.yaml`);
      const text = await planText(plans.get(name)!);
      if (UPDATE) {
        await mkdir(fromRoot("test", "plans"), { recursive: true });
        await writeFile(file, text);
      }
      const kept = await readFile(file, "utf8").catch(() => "");
      const [planned, wanted] = [text, kept].map(besidesMigrations);
      assert.equal(
        planned,
        wanted,
        "If it is meant: UPDATE_PLANS=1 npm test -- test/index.plan.test.ts",
      );
    });

    it(`keeps every control of the security baseline in ${name}`, () => {
      const environment = STACKS[name as keyof typeof STACKS].environment;
      const resources = plans
        .get(name)!
        .resources.map(({ type, name, inputs }) => ({ type, name, props: inputs }));
      assert.deepEqual(findingsFor(resources, environment, PLANNED_AT), []);
    });

    it(`says in ${name} which service is let in only where the rule of trusts looks`, () => {
      for (const { type, name: own, inputs } of plans.get(name)!.resources) {
        for (const [input, value] of Object.entries(inputs)) {
          const principals = parsePolicyDocument(value)?.flatMap((it) => it.principals) ?? [];
          if (principals.length > 0) assert.equal(TRUSTS[type], input, own);
        }
      }
    });

    it(`bounds in ${name} every role as the configuration says, or none`, () => {
      const values: Readonly<Record<string, string>> = STACKS[name as keyof typeof STACKS];
      const roles = plans.get(name)!.all("aws:iam/role:Role");
      assert.ok(roles.length > 0);
      for (const { name: own, inputs } of roles) {
        assert.equal(inputs["permissionsBoundary"], values["permissionsBoundary"], own);
      }
    });

    it(`asks in ${name} for nothing that AWS tells otherwise, which every later up would change`, () => {
      const { resources } = plans.get(name)!;
      for (const { type, name: own, inputs } of resources) {
        assert.deepEqual(readsBack(type, inputs, zoneIdIn(resources)), inputs, own);
      }
    });

    it(`names every resource of ${name} after its parent, and every one goes by the stack's own provider`, () => {
      for (const { type, name: own, parent, provider } of plans.get(name)!.resources) {
        if (parent !== undefined) assert.ok(own.startsWith(`${parent}-`), `${own} below ${parent}`);
        if (type.startsWith("aws:")) assert.match(provider ?? "none", /::cruddur-aws::/, own);
      }
    });
  }

  it("shows outputs that commands read, and nothing secret", async () => {
    const { parseStackOutputs } = await import("#lib/stack-outputs");
    const { valueOf } = await import("#test/plans/pulumi-mocks");
    const outputs = await valueOf(plans.get("dev")!.result);
    assert.equal(parseStackOutputs(JSON.stringify(outputs), "dev").environment, "dev");
  });
});
