import assert from "node:assert/strict";
import { coreProgram } from "#test/plans/core-program";
import { planOf } from "#test/plans/pulumi-mocks";
import { devConfig } from "#test/plans/stack-configs";

const SUBSCRIPTION = "aws:rds/eventSubscription:EventSubscription";

/** Those of each kind of source (RDS's and Aurora's guides, "Amazon RDS event categories and event messages"). */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  "db-instance": [
    ...["availability", "backtrack", "backup", "configuration change", "creation", "deletion"],
    ...["failover", "failure", "low storage", "maintenance", "notification", "read replica"],
    ...["recovery", "restoration", "security", "security patching"],
  ],
  "db-cluster": [
    ...["configuration change", "creation", "deletion", "failover", "failure", "global failover"],
    ...["maintenance", "migration", "notification", "serverless"],
  ],
  "db-parameter-group": ["configuration change"],
};

describe("DatabaseEvents", () => {
  const SOURCES = {
    instance: { "db-instance": ["cruddur-dev-database"] },
    aurora: {
      "db-cluster": ["cruddur-dev-database"],
      "db-instance": ["cruddur-dev-database-1"],
    },
  } as const;
  for (const topology of ["instance", "aurora"] as const) {
    it(`tells the topic what becomes of each server and of its settings, for ${topology}`, async () => {
      const plan = await planOf(() => coreProgram(devConfig({ topology })));
      const subscriptions = plan.all(SUBSCRIPTION).map(({ inputs }) => inputs);
      const sources = Object.entries(SOURCES[topology]);
      assert.deepEqual(
        subscriptions.map((inputs) => [inputs["sourceType"], inputs["sourceIds"]]),
        [...sources, ["db-parameter-group", undefined]],
      );
      for (const inputs of subscriptions) {
        assert.match(inputs["snsTopic"], /^arn:aws:sns:.*:cruddur-dev-alarms$/);
        const categories = inputs["eventCategories"] as string[];
        const unknown = categories.filter((it) => !CATEGORIES[inputs["sourceType"]]!.includes(it));
        assert.deepEqual(unknown, []);
      }
      for (const { eventCategories } of subscriptions.slice(0, sources.length)) {
        for (const category of ["failure", "maintenance"]) {
          assert.ok(eventCategories.includes(category), category);
        }
      }
      const names = subscriptions.map(({ name }) => name as string);
      assert.equal(new Set(names).size, names.length);
    });
  }
});
