import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Schema } from "#infra/schema/schema";
import { planOf } from "#test/plans/pulumi-mocks";

class Stub extends pulumi.ComponentResource {
  readonly name = pulumi.output("cruddur-dev-migrator");
  constructor(name: string) {
    super("test:index:Stub", name);
  }
}

const ANSWERS = {
  "aws:secretsmanager/getSecretVersion:getSecretVersion": {
    secretString: JSON.stringify({ username: "cruddur_admin", password: "of this week" }),
  },
};

function schema(isPublic: boolean) {
  return planOf(
    () => {
      const resource = new aws.rds.Instance("database", { instanceClass: "db.t4g.micro" });
      const database = {
        host: pulumi.output("cruddur.c9akciq32.us-east-1.rds.amazonaws.com"),
        port: pulumi.output(5432),
        resourceId: pulumi.output("db-ABC"),
        masterSecretArn: pulumi.output(
          "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db",
        ),
        resource,
        ready: [resource],
      };
      return new Schema("cruddur-schema", {
        config: { environment: "dev", stack: "dev-alice", region: "us-east-1" },
        database,
        migrator: new Stub("migrator"),
        developerAccess: isPublic ? new Stub("developer-access") : undefined,
      });
    },
    { answers: ANSWERS },
  );
}

describe("Schema", () => {
  it("migrates by one invocation for each change of migrations, access model or server", async () => {
    const plan = await schema(false);
    const { inputs, dependsOn } = plan.only("aws:lambda/invocation:Invocation");
    assert.deepEqual(JSON.parse(inputs["input"] as string), {
      action: "migrate",
      environment: "dev",
      stack: "dev-alice",
    });
    assert.deepEqual(Object.keys(inputs["triggers"] as object).sort(), [
      "access",
      "database",
      "migrations",
    ]);
    assert.equal(inputs["lifecycleScope"], "CREATE_ONLY");
    assert.deepEqual(dependsOn, ["cruddur-schema-roles", "migrator"]);
    assert.equal(plan.result.ready.length, 1);
  });

  it("hands the roles' command where the password is, and never the password", async () => {
    for (const isPublic of [true, false]) {
      const plan = await schema(isPublic);
      const { inputs, dependsOn } = plan.named("cruddur-schema-roles");
      assert.deepEqual(Object.keys(inputs["environment"] as object).sort(), [
        "CRUDDUR_MIGRATOR",
        "CRUDDUR_REGION",
        "CRUDDUR_SECRET_ARN",
      ]);
      assert.ok(dependsOn.includes("migrator"));
    }
  });

  it("connects to a private database from nowhere", async () => {
    const plan = await schema(false);
    assert.deepEqual(plan.all("pulumi:providers:postgresql"), []);
    assert.deepEqual(plan.all("postgresql:index/role:Role"), []);
    assert.deepEqual(plan.all("postgresql:index/grant:Grant"), []);
  });

  it("makes roles and grants resources where it can connect, as the master, over verified TLS, and drops none", async () => {
    const plan = await schema(true);
    const provider = plan.only("pulumi:providers:postgresql");
    assert.equal(provider.inputs["sslmode"], "verify-full");
    assert.equal(
      provider.inputs["sslrootcert"],
      "node_modules/.cache/cruddur-stack/rds-us-east-1.pem",
    );
    assert.deepEqual(provider.dependsOn, ["database", "developer-access"]);
    const made = [
      ...plan.all("postgresql:index/role:Role"),
      ...plan.all("postgresql:index/grant:Grant"),
      ...plan.all("postgresql:index/extension:Extension"),
    ];
    assert.ok(made.length > 30);
    for (const { name, deletedWith, replaceWith, options } of made) {
      assert.equal(deletedWith, "database", name);
      assert.deepEqual(replaceWith, ["database"], name);
      assert.equal(options.retainOnDelete, true, name);
    }
  });

  it("gives privileges one after the other, after the migrations", async () => {
    const plan = await schema(true);
    const grants = plan.all("postgresql:index/grant:Grant");
    grants.forEach(({ dependsOn }, index) => {
      assert.deepEqual(dependsOn, [grants[index - 1]?.name ?? "cruddur-schema-migrations"]);
    });
  });
});
