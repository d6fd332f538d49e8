import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { FUNCTIONS } from "#lib/domain/functions";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { planOf, valueOf, type Plan } from "#test/plans/pulumi-mocks";
import type { NodeFunction } from "#infra/functions/node-function";
import { sampleEndpoint, sampleFunction } from "../sample-functions.ts";

interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string;
  Condition?: unknown;
}

const lambdaOf = (plan: Plan<unknown>) => plan.only("aws:lambda/function:Function");

const variablesOf = (plan: Plan<unknown>) =>
  lambdaOf(plan).inputs["environment"].variables as Record<string, string>;

function statementsOf(plan: Plan<unknown>): Statement[] {
  const { policy } = plan.only("aws:iam/rolePolicy:RolePolicy").inputs;
  return (JSON.parse(policy as string) as { Statement: Statement[] }).Statement;
}

/** The one statement that allows an action. */
function allowanceOf(plan: Plan<unknown>, action: string): Statement {
  const found = statementsOf(plan).filter(
    (statement) => statement.Effect === "Allow" && [statement.Action].flat().includes(action),
  );
  assert.equal(found.length, 1, action);
  return found[0]!;
}

describe("NodeFunction", () => {
  let plan: Plan<NodeFunction>;
  before(async () => void (plan = await planOf(() => sampleFunction("pre-sign-up"))));

  it("is named for the stack, its parts for the component", () => {
    assert.deepEqual(
      plan.resources.map(({ name, parent }) => [name, parent]),
      [
        ["cruddur-pre-sign-up", undefined],
        ["cruddur-pre-sign-up-logs", "cruddur-pre-sign-up"],
        ["cruddur-pre-sign-up-role", "cruddur-pre-sign-up"],
        ["cruddur-pre-sign-up-policy", "cruddur-pre-sign-up"],
        ["cruddur-pre-sign-up-function", "cruddur-pre-sign-up"],
      ],
    );
    assert.equal(lambdaOf(plan).inputs["name"], "cruddur-dev-pre-sign-up");
  });

  for (const { name, trigger } of FUNCTIONS.filter((spec) => spec.trigger)) {
    it(`ends ${name} after the 5 s that Cognito gives to ${trigger}`, async () => {
      const { inputs } = lambdaOf(await planOf(() => sampleFunction(name)));
      assert.equal(inputs["timeout"], 5);
    });
  }

  it("runs on a Node that gets fixes, on the cheaper processors, with the handler of the bundle", () => {
    const { inputs } = lambdaOf(plan);
    assert.equal(inputs["runtime"], "nodejs24.x");
    assert.deepEqual(inputs["architectures"], ["arm64"]);
    assert.equal(inputs["handler"], "index.handler");
  });

  it("is in the network that it was given, in two subnets", () => {
    assert.deepEqual(lambdaOf(plan).inputs["vpcConfig"], {
      subnetIds: ["subnet-a", "subnet-b"],
      securityGroupIds: ["sg-functions"],
    });
  });

  it("runs as often at once as it may, and without a number as the account allows", async () => {
    const some = await planOf(() => sampleFunction("api", { reservedConcurrency: 7 }));
    assert.equal(lambdaOf(some).inputs["reservedConcurrentExecutions"], 7);
    assert.ok(!("reservedConcurrentExecutions" in lambdaOf(plan).inputs));
  });

  it("takes a setting that it does not offer", async () => {
    const transform = { function: { ephemeralStorage: { size: 1_024 } } };
    const changed = await planOf(() => sampleFunction("api", { transform }));
    assert.deepEqual(lambdaOf(changed).inputs["ephemeralStorage"], { size: 1_024 });
  });

  it("carries the files of its code", async () => {
    const code = lambdaOf(plan).inputs["code"] as pulumi.asset.AssetArchive;
    assert.deepEqual(Object.keys(await code.assets), ["index.cjs", "rds-ca.pem"]);
  });

  describe("its log", () => {
    it("is there first, ends, and is the only one that it may write to", () => {
      const logs = plan.only("aws:cloudwatch/logGroup:LogGroup");
      assert.equal(logs.inputs["name"], "/aws/lambda/cruddur-dev-pre-sign-up");
      assert.equal(logs.inputs["retentionInDays"], 14);
      assert.ok(lambdaOf(plan).dependsOn.includes(logs.name));
      assert.equal(
        allowanceOf(plan, "logs:PutLogEvents").Resource,
        `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/cruddur-dev-pre-sign-up:*`,
      );
      const actions = statementsOf(plan).flatMap(({ Action }) => Action);
      assert.ok(!actions.includes("logs:CreateLogGroup"), "it would come back after a destroy");
    });

    it("is all JSON, so that a filter on `event` reads every line, and drops none of ours", () => {
      assert.deepEqual(lambdaOf(plan).inputs["loggingConfig"], {
        logFormat: "JSON",
        logGroup: "/aws/lambda/cruddur-dev-pre-sign-up",
        applicationLogLevel: "INFO",
        systemLogLevel: "INFO",
      });
    });
  });

  describe("its role", () => {
    it("logs in to the one database as the one user", () => {
      assert.deepEqual(allowanceOf(plan, "rds-db:connect").Action, "rds-db:connect");
      assert.equal(
        allowanceOf(plan, "rds-db:connect").Resource,
        `arn:aws:rds-db:${REGION}:${ACCOUNT}:dbuser:db-C0FFEE/cruddur_sign_up`,
      );
    });

    it("names the proxy instead of the database where it goes through it", async () => {
      const endpoint = sampleEndpoint({ resourceId: pulumi.output("prx-C0FFEE"), isProxy: true });
      const proxied = await planOf(() => sampleFunction("api", { endpoint }));
      assert.match(
        allowanceOf(proxied, "rds-db:connect").Resource,
        /:dbuser:prx-C0FFEE\/cruddur_api$/,
      );
      assert.equal(variablesOf(proxied)["DATABASE_PREPARE"], "off");
    });

    it("lets Lambda join the network, and forbids the function's code the same", () => {
      const { Resource } = allowanceOf(plan, "ec2:CreateNetworkInterface");
      assert.equal(Resource, "*");
      const denial = statementsOf(plan).find(({ Effect }) => Effect === "Deny")!;
      assert.ok([denial.Action].flat().includes("ec2:CreateNetworkInterface"));
      assert.deepEqual(denial.Condition, {
        ArnEquals: {
          "lambda:SourceFunctionArn": [
            `arn:aws:lambda:${REGION}:${ACCOUNT}:function:cruddur-dev-pre-sign-up`,
          ],
        },
      });
    });

    it("allows a wildcard where AWS takes nothing narrower, and nowhere else", () => {
      const wide = statementsOf(plan).filter(
        ({ Effect, Resource }) => Effect === "Allow" && Resource === "*",
      );
      assert.deepEqual(
        wide.map(({ Sid }) => Sid),
        ["LambdaJoinsNetwork", "SendTraces"],
      );
    });

    it("is Lambda's to take, and has its policy before the function is there and until it is gone", () => {
      const role = plan.only("aws:iam/role:Role");
      const trust = JSON.stringify(role.inputs["assumeRolePolicy"]);
      assert.match(trust, /"Principal":\{"Service":"lambda\.amazonaws\.com"\}/);
      assert.ok(lambdaOf(plan).dependsOn.includes("cruddur-pre-sign-up-policy"));
    });
  });

  describe("its environment", () => {
    it("says how to reach the database, by IAM", () => {
      assert.deepEqual(variablesOf(plan), {
        TARGET: "dev",
        PGHOST: "cruddur-dev.c0ffee.eu-central-1.rds.amazonaws.com",
        PGPORT: "5432",
        PGDATABASE: "cruddur",
        PGUSER: "cruddur_sign_up",
        PGSSLMODE: "verify-full",
        DATABASE_AUTH: "iam",
      });
    });

    it("has no variable with the looks of a secret, whatever the function", async () => {
      for (const { name } of FUNCTIONS) {
        const names = Object.keys(variablesOf(await planOf(() => sampleFunction(name))));
        for (const variable of names) {
          assert.doesNotMatch(variable, /PASS|SECRET|TOKEN|KEY|URL|CREDENTIAL/, name);
        }
      }
    });

    it("has what the program adds", async () => {
      const more = await planOf(() =>
        sampleFunction("api", { environment: { USER_POOL_ID: pulumi.output("pool") } }),
      );
      assert.equal(variablesOf(more)["USER_POOL_ID"], "pool");
    });
  });

  it("gives what others need of it", async () => {
    assert.equal(await valueOf(plan.result.name), "cruddur-dev-pre-sign-up");
    assert.equal(await valueOf(plan.result.logGroupName), "/aws/lambda/cruddur-dev-pre-sign-up");
    assert.match(await valueOf(plan.result.arn), /:function:cruddur-dev-pre-sign-up$/);
    assert.match(await valueOf(plan.result.invokeArn), /\/invocations$/);
  });

  it("can be previewed before its database exists", async () => {
    const preview = await planOf(() => sampleFunction("api"), { preview: true });
    assert.equal(preview.all("aws:lambda/function:Function").length, 1);
  });
});
