import assert from "node:assert/strict";
import { coreProgram } from "#test/plans/core-program";
import { planOf, valueOf, type Plan } from "#test/plans/pulumi-mocks";
import { devConfig, prodConfig } from "#test/plans/stack-configs";

const PROXY = "aws:rds/proxy:Proxy";
const TARGET_GROUP = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup";
const TARGET = "aws:rds/proxyTarget:ProxyTarget";

type Core = Plan<ReturnType<typeof coreProgram>>;

describe("DatabaseProxy", () => {
  let plan: Core;
  let aurora: Core;
  before(async () => {
    plan = await planOf(() => coreProgram(prodConfig()), { stack: "prod" });
    aurora = await planOf(() => coreProgram(prodConfig({ topology: "aurora", proxy: true })), {
      stack: "prod",
    });
  });

  it("is not there unless asked for", async () => {
    const dev = await planOf(() => coreProgram(devConfig()));
    assert.equal(dev.all(PROXY).length, 0);
    assert.equal(dev.result.proxy, undefined);
  });

  it("takes TLS and IAM from end to end, and knows no secret", () => {
    const { inputs } = plan.only(PROXY);
    assert.equal(inputs["requireTls"], true);
    assert.equal(inputs["defaultAuthScheme"], "IAM_AUTH");
    assert.equal("auths" in inputs, false);
    assert.equal(inputs["debugLogging"], false);
    assert.doesNotMatch(JSON.stringify(policyOf(plan)), /secretsmanager/);
  });

  it("logs in to the database as the functions' users only, by the database's own id", () => {
    const [statement] = policyOf(plan).Statement;
    assert.equal(statement?.Action, "rds-db:connect");
    for (const user of ["cruddur_sign_up", "cruddur_api"]) {
      assert.match(
        statement.Resource.join(" "),
        new RegExp(`arn:aws:rds-db:us-east-1:123456789012:dbuser:db-[A-Z\\d]+/${user}\\b`),
      );
    }
    assert.equal(statement.Resource.length, 2);
    assert.doesNotMatch(JSON.stringify(statement), /\*/);
    assert.match(JSON.stringify(policyOf(aurora)), /dbuser:cluster-/);
  });

  it("has the role's policy before it starts", () => {
    assert.ok(plan.only(PROXY).dependsOn.includes("cruddur-proxy-role-policy"));
  });

  it("lets nobody wait longer for a session than Cognito waits for a trigger", () => {
    const { connectionPoolConfig } = plan.only(TARGET_GROUP).inputs;
    assert.equal(connectionPoolConfig.connectionBorrowTimeout, 2);
    assert.ok(connectionPoolConfig.maxConnectionsPercent < 100);
  });

  it("makes target group and target again with a new proxy, which has lost them", () => {
    for (const type of [TARGET_GROUP, TARGET]) {
      const resource = plan.only(type);
      assert.ok(resource.replaceWith.includes("cruddur-proxy-proxy"), type);
      assert.equal(resource.deletedWith, "cruddur-proxy-proxy");
    }
    assert.ok(plan.only(TARGET).replaceWith.includes("cruddur-database-instance"));
  });

  it("leads to the instance or the cluster, once it is available", () => {
    const instance = plan.only(TARGET);
    assert.equal(instance.inputs["dbInstanceIdentifier"], "cruddur-prod-database");
    assert.equal("dbClusterIdentifier" in instance.inputs, false);
    assert.deepEqual(instance.dependsOn, ["cruddur-database-instance"]);
    const cluster = aurora.only(TARGET);
    assert.equal(cluster.inputs["dbClusterIdentifier"], "cruddur-prod-database");
    assert.deepEqual(cluster.dependsOn, [
      "cruddur-database-cluster",
      "cruddur-database-instance-1",
      "cruddur-database-instance-2",
    ]);
  });

  it("gives functions its own host and its own id, not the database's", async () => {
    const { endpoint } = plan.result.proxy!;
    assert.match(await valueOf(endpoint.host), /\.proxy-.*\.rds\.amazonaws\.com$/);
    assert.match(await valueOf(endpoint.resourceId), /^prx-/);
    assert.equal(endpoint.isProxy, true);
    assert.equal(await valueOf(endpoint.port), 5432);
  });

  it("fails rather than to let functions ask for an id that is no proxy's", async () => {
    const odd = await planOf(() => coreProgram(prodConfig()).proxy!, {
      stack: "prod",
      state: (type) => (type === PROXY ? { arn: "arn:aws:rds:eu:1:db-proxy:other" } : undefined),
    });
    await assert.rejects(valueOf(odd.result.endpoint.resourceId), /no resource id/);
  });

  it("keeps its log as long as the stack keeps logs", () => {
    const { inputs } = plan.named("cruddur-proxy-log");
    assert.equal(inputs["name"], `/aws/rds/proxy/${plan.only(PROXY).inputs["name"]}`);
    assert.equal(inputs["retentionInDays"], 365);
  });
});

interface Policy {
  readonly Statement: [{ readonly Action: string; readonly Resource: string[] }];
}

function policyOf(plan: Core): Policy {
  return JSON.parse(plan.named("cruddur-proxy-role-policy").inputs["policy"]) as Policy;
}
