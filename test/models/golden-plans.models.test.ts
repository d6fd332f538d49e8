import assert from "node:assert/strict";
import { describeWithModels } from "#test/models/describe-with-models";
import { planFaults } from "#test/models/plan-faults";
import { planInRegion } from "#test/models/plan-in-region";
import { PLANNED_AT, STACKS } from "#test/plans/program-plan";

describeWithModels("AWS's own models", (models) => {
  for (const [name, values] of Object.entries(STACKS)) {
    it(`have nothing against the plan of ${name}`, async () => {
      const { resources } = await planInRegion(name, values, models);
      assert.deepEqual(planFaults(resources, models, PLANNED_AT), []);
    });
  }
});
