import assert from "node:assert/strict";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { SecurityGroupLeases } from "#cloud/security-group-leases";
import type { LeaseOwner } from "#lib/lease/lease";
import { describeWithMoto } from "#test/moto";

const REGION = "eu-west-1";
const alice: LeaseOwner = { developer: "alice@example.com", workspace: "laptop", stack: "dev" };
const bob: LeaseOwner = { ...alice, developer: "bob@example.com" };

describeWithMoto("SecurityGroupLeases", () => {
  let ec2: EC2Client;
  let groupId: string;
  let leases: SecurityGroupLeases;
  let count = 0;

  beforeEach(async () => {
    ec2 = new EC2Client({ region: REGION });
    count += 1;
    const made = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: `leases-${count}`, Description: "test" }),
    );
    groupId = made.GroupId!;
    leases = new SecurityGroupLeases({ region: REGION, groupId });
  });

  const open = (owner: LeaseOwner, address: string, more: { dryRun?: boolean } = {}) =>
    leases.open({ owner, address, port: 5432, hours: 12 }, more);
  const rules = async () => {
    const filter = [{ Name: "group-id", Values: [groupId] }];
    const { SecurityGroupRules = [] } = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: filter }),
    );
    return SecurityGroupRules.filter(({ IsEgress }) => !IsEgress);
  };
  const addresses = async () => (await rules()).map(({ CidrIpv4 }) => CidrIpv4).sort();
  const byHand = (cidr: string) =>
    ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [
          { IpProtocol: "tcp", FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: cidr }] },
        ],
      }),
    );
  /** Makes every lease in the group one that expired a minute ago. */
  const expire = async (...owners: LeaseOwner[]) => {
    for (const { ruleId, developer } of (await leases.list()).leases) {
      if (!owners.some((owner) => owner.developer === developer)) continue;
      const Value = new Date(Date.now() - 60_000).toISOString();
      await ec2.send(
        new CreateTagsCommand({
          Resources: [ruleId],
          Tags: [{ Key: "cruddur:expires", Value }],
        }),
      );
    }
  };

  it("opens one address at one port, tagged and described", async () => {
    assert.equal((await open(alice, "203.0.113.7")).outcome, "opened");
    const [rule, ...others] = await rules();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [rule!.CidrIpv4, rule!.IpProtocol, rule!.FromPort, rule!.ToPort, rule!.Description],
      [
        "203.0.113.7/32",
        "tcp",
        5432,
        5432,
        "cruddur lease of alice@example.com at laptop, stack dev",
      ],
    );
    const [lease] = (await leases.list()).leases;
    assert.deepEqual(
      [lease!.developer, lease!.workspace, lease!.stack],
      ["alice@example.com", "laptop", "dev"],
    );
    const hours = (lease!.expires!.getTime() - Date.now()) / 3_600_000;
    assert.ok(hours > 11.9 && hours <= 12.01, `${hours}`);
  });

  it("moves the same rule to a new address and keeps its description", async () => {
    await open(alice, "203.0.113.7");
    const [before] = await rules();
    assert.equal((await open(alice, "203.0.113.8")).outcome, "moved");
    const [after, ...others] = await rules();
    assert.deepEqual(others, []);
    assert.equal(after!.SecurityGroupRuleId, before!.SecurityGroupRuleId);
    assert.equal(after!.CidrIpv4, "203.0.113.8/32");
    assert.equal(after!.Description, before!.Description);
  });

  it("succeeds without a record of its own behind a colleague's NAT, and closes nothing of theirs", async () => {
    await open(bob, "203.0.113.7");
    const plan = await open(alice, "203.0.113.7");
    assert.deepEqual([plan.outcome, plan.held?.developer], ["shared", bob.developer]);
    assert.equal((await leases.close(alice)).outcome, "none");
    assert.deepEqual(await addresses(), ["203.0.113.7/32"]);
  });

  it("prunes what has expired, and leaves live leases and rules made by hand", async () => {
    await open(alice, "203.0.113.1");
    await open(bob, "203.0.113.2");
    await byHand("203.0.113.3/32");
    await expire(alice);
    const plan = await leases.prune();
    assert.equal(plan.actions.length, 1);
    assert.deepEqual(await addresses(), ["203.0.113.2/32", "203.0.113.3/32"]);
    await leases.close(bob);
    assert.deepEqual(await addresses(), ["203.0.113.3/32"]);
  });

  it("goes by AWS's clock: a machine whose own is a day ahead takes no live lease for expired", async () => {
    await open(bob, "203.0.113.2");
    const { now } = Date;
    Date.now = () => now() + 86_400_000;
    try {
      assert.deepEqual((await leases.prune()).actions, []);
    } finally {
      Date.now = now;
    }
    assert.deepEqual(await addresses(), ["203.0.113.2/32"]);
  });

  it("changes nothing in a dry run", async () => {
    const plan = await open(alice, "203.0.113.7", { dryRun: true });
    assert.deepEqual(
      plan.actions.map(({ kind }) => kind),
      ["authorize"],
    );
    assert.deepEqual(await rules(), []);
  });

  it("ends with one lease each when many open at once, in the same workspace and in others", async () => {
    const again = new SecurityGroupLeases({ region: REGION, groupId });
    const outcomes = await Promise.all([
      open(alice, "203.0.113.1"),
      again.open({ owner: alice, address: "203.0.113.1", port: 5432, hours: 12 }),
      open(bob, "203.0.113.2"),
      open({ ...bob, workspace: "codespace" }, "203.0.113.2"),
    ]);
    assert.ok(outcomes.every(({ outcome }) => outcome !== "none"));
    assert.deepEqual(await addresses(), ["203.0.113.1/32", "203.0.113.2/32"]);
  });

  it("says what is wrong with a group that is not there, and closes nothing in it without a fuss", async () => {
    const gone = new SecurityGroupLeases({ region: REGION, groupId: "sg-0123456789abcdef0" });
    await assert.rejects(
      gone.open({ owner: alice, address: "203.0.113.7", port: 5432, hours: 12 }),
      (error: Error & { hint?: string }) => {
        assert.equal(error.name, "UserError");
        assert.match(error.message, /AWS does not change the rules of security group sg-0123/);
        assert.match(error.hint!, /this account and this region/);
        return true;
      },
    );
    assert.equal((await gone.close(alice)).outcome, "none");
  });
});
