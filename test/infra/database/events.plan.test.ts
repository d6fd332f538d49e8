import assert from "node:assert/strict";
import { coreProgram } from "#test/plans/core-program";
import { planOf } from "#test/plans/pulumi-mocks";
import { devConfig } from "#test/plans/stack-configs";

const SUBSCRIPTION = "aws:rds/eventSubscription:EventSubscription";

describe("DatabaseEvents", () => {
  for (const [topology, source] of [
    ["instance", "db-instance"],
    ["aurora", "db-cluster"],
  ] as const) {
    it(`tells the topic what becomes of the server and of its settings, for ${topology}`, async () => {
      const plan = await planOf(() => coreProgram(devConfig({ topology })));
      const [server, parameters] = plan.all(SUBSCRIPTION).map(({ inputs }) => inputs);
      assert.equal(server?.["sourceType"], source);
      assert.deepEqual(server["sourceIds"], ["cruddur-dev-database"]);
      for (const category of ["failure", "maintenance"]) {
        assert.ok(server["eventCategories"].includes(category), category);
      }
      assert.equal(parameters?.["sourceType"], "db-parameter-group");
      for (const inputs of [server, parameters]) {
        assert.match(inputs["snsTopic"], /^arn:aws:sns:.*:cruddur-dev-alarms$/);
      }
    });
  }
});
