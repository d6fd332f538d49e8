import assert from "node:assert/strict";
import { planOf, valueOf, type Plan } from "#test/plans/pulumi-mocks";
import { SecurityGroups } from "../../../infra/network/security-groups.ts";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const access = (proxy: boolean) =>
  planOf(
    () => new SecurityGroups("cruddur-access", { vpcId: "vpc-1", prefix: "cruddur-dev", proxy }),
  );

/** Who may connect to whom, by the groups' roles: `functions > database`. Both ends must say so. */
function waysOf(plan: Plan<SecurityGroups>): string[] {
  const roleOf = (id: string) => {
    const group = plan.resources.find((resource) => resource.id === id);
    assert.ok(group, `${id} is no group of the plan`);
    return group.name.replace("cruddur-access-", "");
  };
  const out = plan.all(EGRESS).map(({ inputs }) => {
    const { securityGroupId, referencedSecurityGroupId } = inputs;
    return `${roleOf(securityGroupId)} > ${roleOf(referencedSecurityGroupId)}`;
  });
  const into = plan.all(INGRESS).map(({ inputs }) => {
    const { securityGroupId, referencedSecurityGroupId } = inputs;
    return `${roleOf(referencedSecurityGroupId)} > ${roleOf(securityGroupId)}`;
  });
  assert.deepEqual(out.sort(), into.sort(), "a way is open at one end only");
  return out;
}

describe("SecurityGroups", () => {
  let direct: Plan<SecurityGroups>;
  let proxied: Plan<SecurityGroups>;
  before(async () => {
    direct = await access(false);
    proxied = await access(true);
  });

  it("lets functions connect to the database, and nobody else anywhere", () => {
    assert.deepEqual(waysOf(direct), ["functions > database"]);
  });

  it("lets functions connect to the proxy only, where there is one, and the migrator past it", () => {
    assert.deepEqual(waysOf(proxied), [
      "functions > proxy",
      "migrator > database",
      "proxy > database",
    ]);
  });

  it("opens port 5432 from group to group, never a range of addresses", () => {
    for (const plan of [direct, proxied]) {
      for (const { inputs } of [...plan.all(INGRESS), ...plan.all(EGRESS)]) {
        const { ipProtocol, fromPort, toPort } = inputs;
        assert.deepEqual(
          { ipProtocol, fromPort, toPort },
          { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 },
        );
        assert.equal(inputs["cidrIpv4"] ?? inputs["cidrIpv6"] ?? inputs["prefixListId"], undefined);
      }
    }
  });

  it("has no inline rule, not even an empty list: it would delete the developers' leases", () => {
    for (const { inputs } of proxied.all("aws:ec2/securityGroup:SecurityGroup")) {
      assert.equal("ingress" in inputs, false);
      assert.equal("egress" in inputs, false);
    }
    assert.equal(proxied.all("aws:ec2/securityGroupRule:SecurityGroupRule").length, 0);
  });

  it("describes every group and every rule", () => {
    for (const { name, inputs } of proxied.resources.slice(1)) {
      assert.ok(inputs["description"]?.length > 10, `${name} has no description`);
      // AWS takes no other characters.
      assert.match(inputs["description"], /^[\w ./:,\-()#@[\]+=&;{}!$*]{1,255}$/);
    }
  });

  it("gives the functions' group to the migrator without a proxy, and its own with one", async () => {
    const { functionGroupId, migratorGroupId, proxyGroupId } = direct.result;
    assert.equal(await valueOf(migratorGroupId), await valueOf(functionGroupId));
    assert.equal(proxyGroupId, undefined);
    assert.notEqual(
      await valueOf(proxied.result.migratorGroupId),
      await valueOf(proxied.result.functionGroupId),
    );
  });

  it("gives out the groups of callers with their rules: who has one depends on them", async () => {
    const { functionGroupId } = direct.result;
    const urns = await Promise.all(
      [...(await dependenciesOf(functionGroupId))].map((resource) => valueOf(resource.urn)),
    );
    for (const rule of [...direct.all(INGRESS), ...direct.all(EGRESS)]) {
      assert.ok(urns.includes(rule.urn), `${rule.name} may come later than the function`);
    }
  });
});

/** The resources that an output waits for; the engine takes them as dependencies. */
function dependenciesOf(
  output: object,
): Promise<Set<{ readonly urn: import("@pulumi/pulumi").Output<string> }>> {
  return (output as { allResources(): ReturnType<typeof dependenciesOf> }).allResources();
}
