import assert from "node:assert/strict";
import { EngineProject } from "../support/engine/engine.ts";
import { changesIn } from "../support/engine/events.ts";
import { describeEngine } from "../support/engine/programs.ts";
import { startEngineStack } from "../support/engine/stack.ts";
import type { Held, StandInAccount } from "../support/stand-in-aws/account.ts";

const DEV = { "cruddur:environment": "dev", "cruddur:region": "us-east-1" };

/** A VPC that is there before any stack, with a subnet of its owner's. */
const SOMEBODYS = { id: "vpc-0a1b2c3d4e5f60718", cidrBlock: "10.0.0.0/16", subnet: "10.0.0.0/18" };

/** Topologies beside those of dev-stack and prod-stack, whose own tests bring them up twice. */
const STACKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "dev with the proxy in the default network": { ...DEV, "cruddur:proxy": "true" },
  "a private Aurora cluster in somebody's VPC": {
    ...DEV,
    "cruddur:topology": "aurora",
    "cruddur:publicAccess": "false",
    "cruddur:vpcId": SOMEBODYS.id,
    "cruddur:cidr": "10.0.64.0/20",
    "cruddur:waf": "true",
    "cruddur:backupCopyTo": "eu-west-1",
    "cruddur:permissionsBoundary": "arn:aws:iam::123456789012:policy/cruddur-boundary",
  },
};

describeEngine("a stack with the proxy, where too few zones have it", () => {
  it("ends at one sentence that names them", async () => {
    const project = new EngineProject({ config: { ...DEV, "cruddur:proxy": "true" } });
    project.edit("infra/network/zones.ts", (text) =>
      text.replace('proxy: ["', 'proxy: ["use1-az1", "use1-az2", "use1-az4", "use1-az5", "'),
    );
    const { code, text } = await project.preview();
    project.remove();
    assert.notEqual(code, 0);
    assert.match(text, /error: .*RDS Proxy wants subnets in two .* only use1-az6 has it\. Add /);
    assert.doesNotMatch(text, /unhandled|^\s+at /m);
  });
});

describeEngine("a second up after a refresh", () => {
  for (const [title, config] of Object.entries(STACKS)) {
    it(`changes nothing, for ${title}`, async () => {
      const stack = await startEngineStack({ config });
      const owned = somebodysVpc(stack.account);
      try {
        for (const run of [
          () => stack.project.up(),
          () => stack.project.refresh("--expect-no-changes"),
          () => stack.project.up("--expect-no-changes"),
        ]) {
          const { code, text, events } = await run();
          assert.equal(code, 0, `${changesIn(events).join("\n")}\n${text}`);
        }
        for (const held of owned) assert.deepEqual(stack.account.find(held.type, held.id), held);
      } finally {
        await stack.stop();
      }
    });
  }
});

/** Puts it there, and returns all of it. */
function somebodysVpc(account: StandInAccount): Held[] {
  const { id, cidrBlock, subnet } = SOMEBODYS;
  const owned: Held[] = [
    { type: "aws:ec2/vpc:Vpc", id, inputs: { cidrBlock }, outputs: {} },
    {
      ...{ type: "aws:ec2/subnet:Subnet", id: "subnet-somebodys" },
      ...{ inputs: { vpcId: id, cidrBlock: subnet }, outputs: {} },
    },
  ];
  for (const held of owned) account.put(held);
  return owned;
}
