import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform, type Transform } from "./transform.ts";

export interface BudgetArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** US dollars a month. */
  monthlyUsd: number;
  /** Who is told. */
  email: string;
  transform?: { budget?: Transform<aws.budgets.BudgetArgs> };
}

/**
 * A mail when the month costs more than is meant, and when it is going to. It counts the whole account: a single
 * stack's tags count only after somebody has activated them in the billing console, and until then a budget over them
 * would stay at zero and say nothing.
 */
export class Budget extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Budget", name, {}, opts);
    const notification = {
      comparisonOperator: "GREATER_THAN",
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: [args.email],
    };
    new aws.budgets.Budget(
      `${name}-budget`,
      applyTransform<aws.budgets.BudgetArgs>(
        {
          name: `${args.prefix}-monthly`,
          budgetType: "COST",
          timeUnit: "MONTHLY",
          limitAmount: String(args.monthlyUsd),
          limitUnit: "USD",
          notifications: [
            { ...notification, notificationType: "ACTUAL", threshold: 80 },
            { ...notification, notificationType: "FORECASTED", threshold: 100 },
          ],
        },
        args.transform?.budget,
      ),
      { parent: this },
    );
    this.registerOutputs({});
  }
}
