import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Inputs } from "@pulumi/pulumi";
import { ZONES } from "../aws-answers.ts";
import { StandInAws } from "./stand-in-aws.ts";
import { StandInAccount, type Held } from "./account.ts";
import { StandInDatabases } from "./databases.ts";
import { obstacleOf } from "./reach.ts";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INSTANCE = "aws:rds/instance:Instance";
const POOL = "aws:cognito/userPool:UserPool";
const FUNCTION = "aws:lambda/function:Function";

const isFit = ({ id }: { readonly id: string }) => id !== "use1-az3";
/** The default subnet whose zone has no proxy, and two of the others. */
const UNFIT = ZONES.find((zone) => !isFit(zone))!.subnet;
const FIT = ZONES.filter(isFit)
  .slice(0, 2)
  .map(({ subnet }) => subnet);

describe("StandInAws", () => {
  let directory: string;
  let account: StandInAccount;
  let provider: StandInAws;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "cruddur-account-"));
    account = new StandInAccount(directory);
    provider = new StandInAws(account, new StandInDatabases(directory, undefined));
    provider.configure({ region: "eu-central-1" });
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const urn = (type: string, name: string) => `urn:pulumi:dev::cruddur::${type}::${name}`;
  const create = (type: string, name: string, inputs: Inputs) =>
    provider.create(urn(type, name), inputs);
  const update = async (type: string, name: string, inputs: Inputs) => {
    const { id, outputs } = account.named(name);
    return provider.update(id, urn(type, name), outputs, inputs);
  };
  const remove = (type: string, name: string) =>
    provider.delete(account.named(name).id, urn(type, name));

  const from = (cidrIpv4: string, securityGroupId = "sg-group-0001"): Inputs => ({
    securityGroupId,
    ipProtocol: "tcp",
    fromPort: 5432,
    toPort: 5432,
    cidrIpv4,
  });

  it("refuses another account than the one that is allowed", () => {
    const config = { region: "eu-central-1", allowedAccountIds: '["999999999999"]' };
    assert.throws(() => provider.configure(config), /AWS account ID not allowed: 123456789012/);
  });

  it("takes nothing from a program that leaves account and region to the shell", async () => {
    provider.configure({});
    const { failures } = await provider.check(urn(GROUP, "group"), {}, {});
    assert.match(failures![0]!.reason, /SecurityGroup group would go to whatever account/);
  });

  it("refuses a second rule that differs from the first in its description only, also by hand", async () => {
    await create(GROUP, "group", { description: "x" });
    const byHand = { ...from("203.0.113.9/32"), description: "by hand" };
    account.put({ type: INGRESS, id: "sgr-1", inputs: byHand, outputs: byHand });
    await assert.rejects(
      create(INGRESS, "rule", { ...from("203.0.113.9/32"), description: "by Pulumi" }),
      /InvalidPermission.Duplicate: the specified rule "peer: 203.0.113.9\/32, TCP, from port: 5432/,
    );
    await create(INGRESS, "rule", from("203.0.113.10/32"));
  });

  it("refuses a rule with two sources, and one without any", async () => {
    await create(GROUP, "group", {});
    const rule = from("203.0.113.9/32");
    await assert.rejects(
      create(INGRESS, "rule", { ...rule, referencedSecurityGroupId: "sg-group-0001" }),
      /exactly one of .* is wanted, not cidrIpv4 and referencedSecurityGroupId/,
    );
    const { cidrIpv4: _, ...without } = rule;
    await assert.rejects(create(INGRESS, "rule", without), /is wanted, not none/);
  });

  it("refuses standalone rules in a group with rules of its own, whichever comes first", async () => {
    await create(GROUP, "group", { egress: [] });
    await assert.rejects(
      create(INGRESS, "rule", from("203.0.113.9/32")),
      /rules of its own and standalone ones/,
    );
    await update(GROUP, "group", {});
    await create(INGRESS, "rule", from("203.0.113.9/32"));
    await assert.rejects(update(GROUP, "group", { ingress: [] }), /rules of its own/);
  });

  it("does not delete a group that a function, a database or another group's rule uses", async () => {
    await create(GROUP, "group", {});
    await create(GROUP, "other", {});
    const users: [string, Inputs][] = [
      [INSTANCE, { vpcSecurityGroupIds: ["sg-group-0001"], skipFinalSnapshot: true }],
      ["aws:rds/proxy:Proxy", { vpcSubnetIds: FIT, vpcSecurityGroupIds: ["sg-group-0001"] }],
      [
        INGRESS,
        {
          ...{ securityGroupId: "sg-other-0001", ipProtocol: "tcp", fromPort: 5432, toPort: 5432 },
          referencedSecurityGroupId: "sg-group-0001",
        },
      ],
    ];
    for (const [type, inputs] of users) {
      await create(type, "user", inputs);
      await assert.rejects(remove(GROUP, "group"), /DependencyViolation/, type);
      await remove(type, "user");
    }
    await create(INGRESS, "own", from("203.0.113.9/32"));
    await remove(GROUP, "group");
  });

  it("modifies no database that is stopped", async () => {
    const inputs = { dbName: "cruddur", instanceClass: "db.t4g.micro", skipFinalSnapshot: true };
    await create(INSTANCE, "database", inputs);
    account.put({ ...account.named("database"), status: "stopped" });
    await assert.rejects(
      update(INSTANCE, "database", { ...inputs, backupRetentionPeriod: 7 }),
      /InvalidDBInstanceState: .* is not in available state/,
    );
    await remove(INSTANCE, "database");
  });

  it("deletes a database neither while it is protected nor without a name for its final snapshot", async () => {
    const inputs = { instanceClass: "db.t4g.micro", deletionProtection: true };
    await create(INSTANCE, "database", inputs);
    await assert.rejects(remove(INSTANCE, "database"), /Cannot delete protected DB Instance/);
    await update(INSTANCE, "database", { ...inputs, deletionProtection: false });
    await assert.rejects(remove(INSTANCE, "database"), /final_snapshot_identifier is required/);
    await update(INSTANCE, "database", { finalSnapshotIdentifier: "cruddur-final" });
    await remove(INSTANCE, "database");
    assert.deepEqual(account.all(), []);
  });

  it("has no instance class that its region lacks", async () => {
    account.settings = { lackingClasses: ["db.t4g.micro"] };
    const inputs = { engine: "postgres", engineVersion: "18" };
    await assert.rejects(
      create(INSTANCE, "database", { ...inputs, instanceClass: "db.t4g.micro" }),
      /does not support creating .* DBInstanceClass=db.t4g.micro, Engine=postgres, EngineVersion=18/,
    );
    await create(INSTANCE, "database", { ...inputs, instanceClass: "db.t4g.small" });
  });

  it("changes and removes no attribute of a user pool's schema, and deletes no protected pool", async () => {
    const email = { name: "email", required: true, mutable: true };
    await create(POOL, "pool", { schemas: [email], deletionProtection: "ACTIVE" });
    for (const schemas of [[], [{ ...email, required: false }]]) {
      await assert.rejects(
        update(POOL, "pool", { schemas }),
        /cannot modify or remove schema items/,
      );
    }
    await update(POOL, "pool", {
      schemas: [email, { name: "name" }],
      deletionProtection: "ACTIVE",
    });
    await assert.rejects(remove(POOL, "pool"), /deletion protection is activated/);
  });

  it("takes a function into a network only with a role that may make its network interfaces", async () => {
    await create("aws:iam/role:Role", "role", { name: "role" });
    const inputs = {
      name: "function",
      role: "arn:aws:iam::123456789012:role/role",
      vpcConfig: { subnetIds: ["subnet-a"], securityGroupIds: ["sg-1"] },
    };
    await assert.rejects(
      create(FUNCTION, "function", inputs),
      /permissions to call CreateNetworkInt/,
    );
    const Statement = [{ Effect: "Allow", Action: ["ec2:CreateNetworkInterface"], Resource: "*" }];
    const policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await create("aws:iam/rolePolicy:RolePolicy", "policy", { role: "role", policy });
    await create(FUNCTION, "function", inputs);
  });

  it("lets a function into the database through both groups, and as the user that its role may be", async () => {
    const [out, into] = ["functions", "database"].map((group) => `sg-${group}-0001`);
    const rule = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };
    const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
    const steps: [string, string, Inputs][] = [
      [GROUP, "functions", {}],
      [GROUP, "database", {}],
      [INSTANCE, "instance", { identifier: "database", vpcSecurityGroupIds: [into] }],
      ["aws:iam/role:Role", "role", { name: "role" }],
      [EGRESS, "leave", { ...rule, securityGroupId: out, referencedSecurityGroupId: into }],
      [INGRESS, "enter", { ...rule, securityGroupId: into, referencedSecurityGroupId: out }],
    ];
    const lambda: Held = {
      type: FUNCTION,
      id: "function",
      inputs: {
        role: "arn:aws:iam::123456789012:role/role",
        vpcConfig: { securityGroupIds: [out] },
        environment: { variables: { PGUSER: "cruddur_api", DATABASE_AUTH: "iam" } },
      },
      outputs: {},
    };
    const obstacle = () => obstacleOf(account, lambda) ?? "none";
    for (const [type, name, inputs] of steps) {
      assert.match(obstacle(), /ENOTFOUND|no rule lets sg-functions-0001 in to sg-database-0001/);
      await create(type, name, inputs);
    }
    const allow = async (name: string, user: string) => {
      const Resource = `arn:aws:rds-db:eu-central-1:123456789012:dbuser:db-DATABASE/${user}`;
      const Statement = [{ Effect: "Allow", Action: "rds-db:connect", Resource }];
      const policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await create("aws:iam/rolePolicy:RolePolicy", name, { role: "role", policy });
    };
    await allow("other", "cruddur_sign_up");
    assert.match(obstacle(), /PAM authentication failed for user "cruddur_api"/);
    await allow("own", "cruddur_api");
    assert.equal(obstacle(), "none");
    await create("aws:rds/proxy:Proxy", "proxy", { name: "proxy", vpcSubnetIds: FIT });
    lambda.inputs["environment"].variables.PGHOST = account.named("proxy").outputs["endpoint"];
    assert.match(obstacle(), /Timed-out waiting to acquire database connection/);
    const target = { dbProxyName: "proxy", dbInstanceIdentifier: "database" };
    await create("aws:rds/proxyTarget:ProxyTarget", "target", target);
    assert.match(obstacle(), /no rule lets sg-functions-0001 in to/);
  });

  it("refuses a second thing of a name that is taken, and finds a free one where it makes the name", async () => {
    await create("aws:iam/role:Role", "one", { name: "role" });
    await assert.rejects(create("aws:iam/role:Role", "two", { name: "role" }), /exists already/);
    const made = await Promise.all(
      ["three", "four"].map((name) => create("aws:iam/role:Role", name, { namePrefix: "role-" })),
    );
    assert.deepEqual(made.map((one) => one.id).sort(), ["role-0001", "role-0002"]);
  });

  it("tells what AWS tells afterwards, so that what differs is a change at every up", async () => {
    const proxy = { vpcSubnetIds: [UNFIT, ...FIT] };
    const parameter = { name: "timezone", value: "UTC" };
    const member = { identifier: "Member", clusterIdentifier: "cluster", copyTagsToSnapshot: true };
    for (const [type, asked, told] of [
      ["aws:rds/proxy:Proxy", proxy, { vpcSubnetIds: FIT }],
      [
        "aws:rds/parameterGroup:ParameterGroup",
        { parameters: [{ ...parameter, applyMethod: "immediate" }] },
        { parameters: [{ ...parameter, applyMethod: "pending-reboot" }] },
      ],
      [
        "aws:rds/clusterInstance:ClusterInstance",
        member,
        { identifier: "member", clusterIdentifier: "cluster" },
      ],
    ] as [string, Inputs, Inputs][]) {
      const { id } = await create(type, "one", asked);
      assert.deepEqual((await provider.read(id, urn(type, "one"))).inputs, told, type);
      assert.equal((await provider.diff(id, urn(type, "one"), {}, asked)).changes, true, type);
      assert.equal((await provider.diff(id, urn(type, "one"), {}, told)).changes, false, type);
      await remove(type, "one");
    }
  });

  it("sees what changed, through secrets and archives, and what that replaces", async () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "x",
    };
    await create(INSTANCE, "database", { username: "a", password: secret, port: 5432 });
    const { id } = account.named("database");
    const diff = (news: Inputs) => provider.diff(id, urn(INSTANCE, "database"), {}, news);
    const none = { changes: false, replaces: [] };
    assert.deepEqual(await diff({ username: "a", password: "x", port: 5432 }), none);
    assert.deepEqual(await diff({ username: "a", password: "x" }), { ...none, changes: true });
    assert.deepEqual(await diff({ username: "b", password: "x", port: 5432 }), {
      changes: true,
      replaces: ["username"],
    });
  });
});
