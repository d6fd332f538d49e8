import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { planOf, type Plan } from "#test/plans/pulumi-mocks";
import { JumpHost } from "../../../infra/network/jump-host.ts";
import { jumpHostUserData } from "../../../infra/network/jump-host-user-data.ts";

describe("JumpHost", () => {
  let plan: Plan<JumpHost>;
  before(async () => {
    plan = await planOf(
      () =>
        new JumpHost("cruddur-jump-host", {
          vpcId: "vpc-1",
          subnetId: "subnet-1",
          databaseGroupId: "sg-database",
          prefix: "cruddur-prod",
        }),
      {
        answers: { "aws:ssm/getParameter:getParameter": { value: "ami-0123456789abcdef0" } },
      },
    );
  });

  it("has no public address, no key of long life, and metadata with a session only", () => {
    const { inputs, options } = plan.only("aws:ec2/instance:Instance");
    assert.equal(inputs["associatePublicIpAddress"], false);
    assert.equal(inputs["keyName"], undefined);
    assert.equal(inputs["metadataOptions"]["httpTokens"], "required");
    assert.equal(inputs["rootBlockDevice"]["encrypted"], true);
    assert.deepEqual(options.ignoreChanges, ["ami"]);
  });

  it("is reached from the endpoint by ssh, and reaches the database, and nothing else in either direction", () => {
    const rules = ["SecurityGroupIngressRule", "SecurityGroupEgressRule"].flatMap((kind) =>
      plan.all(`aws:vpc/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`),
    );
    assert.deepEqual(
      rules.map(({ name, inputs }) => [name, inputs["fromPort"], inputs["toPort"]]).sort(),
      [
        ["cruddur-jump-host-endpoint-to-host-in", 22, 22],
        ["cruddur-jump-host-endpoint-to-host-out", 22, 22],
        ["cruddur-jump-host-host-to-database-in", 5432, 5432],
        ["cruddur-jump-host-host-to-database-out", 5432, 5432],
      ],
    );
    for (const { inputs } of rules) {
      assert.equal(typeof inputs["referencedSecurityGroupId"], "string");
      assert.deepEqual([inputs["cidrIpv4"], inputs["cidrIpv6"]], [undefined, undefined]);
    }
    for (const { inputs } of plan.all("aws:ec2/securityGroup:SecurityGroup")) {
      assert.deepEqual([inputs["ingress"], inputs["egress"]], [undefined, undefined]);
    }
  });

  it("stops instead of ending when it shuts itself down", () => {
    const { inputs } = plan.only("aws:ec2/instance:Instance");
    assert.equal(inputs["instanceInitiatedShutdownBehavior"], "stop");
    assert.match(inputs["userData"], /-mmin \+30/);
  });
});

describe("jumpHostUserData", () => {
  it("is a script that a shell can read, and so is the one that it writes", () => {
    const script = jumpHostUserData();
    const inner = /<<'SCRIPT'\n(.*?)\nSCRIPT\n/s.exec(script)![1]!;
    for (const text of [script, inner]) {
      const { status, stderr } = spawnSync("sh", ["-n"], { input: text, encoding: "utf8" });
      assert.equal(status, 0, stderr);
    }
  });
});
