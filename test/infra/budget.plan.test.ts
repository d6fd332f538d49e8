import assert from "node:assert/strict";
import { Budget } from "#infra/budget";
import { planOf } from "#test/plans/pulumi-mocks";

describe("Budget", () => {
  it("tells at four fifths of the money, and when the month is going to cost more", async () => {
    const plan = await planOf(
      () =>
        new Budget("cruddur-budget", {
          prefix: "cruddur-dev",
          monthlyUsd: 25,
          email: "ops@example.com",
        }),
    );
    const { inputs } = plan.only("aws:budgets/budget:Budget");
    assert.equal(inputs["limitAmount"], "25");
    assert.deepEqual(
      [inputs["limitUnit"], inputs["timeUnit"], inputs["budgetType"]],
      ["USD", "MONTHLY", "COST"],
    );
    assert.deepEqual(
      inputs["notifications"].map((it: Record<string, unknown>) => [
        it["notificationType"],
        it["threshold"],
        it["subscriberEmailAddresses"],
      ]),
      [
        ["ACTUAL", 80, ["ops@example.com"]],
        ["FORECASTED", 100, ["ops@example.com"]],
      ],
    );
    assert.equal(
      inputs["costFilters"],
      undefined,
      "a tag that nobody activated would count nothing",
    );
  });
});
