import { ID, REGION, stateOf } from "#test/aws-answers";
import { programPlan } from "#test/plans/program-plan";
import type { Plan } from "#test/plans/pulumi-mocks";
import type { InstalledModels } from "./installed-models.ts";
import { partitionOf } from "./text-faults.ts";

/** A program's plan as `programPlan` makes it, with AWS's answers from the stack's region and partition. */
export function planInRegion(
  stack: string,
  values: Readonly<Record<string, string>>,
  models: InstalledModels,
): Promise<Plan<object>> {
  const region = values["region"] ?? "us-east-1";
  const partition = partitionOf(region, models);
  const moved = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.replaceAll("arn:aws:", `arn:${partition}:`).replaceAll(REGION, region);
    }
    return Array.isArray(value) ? value.map(moved) : value;
  };
  return programPlan(stack, values, {
    state: (type, name, inputs) => {
      const { [ID]: id, ...outputs } = stateOf({ type, name, inputs });
      const told = Object.entries(outputs).filter(([key]) => !(key in inputs));
      return {
        ...Object.fromEntries(told.map(([key, value]) => [key, moved(value)])),
        [ID]: moved(id),
      };
    },
    answers: {
      "aws:index/getPartition:getPartition": { id: partition, partition },
      "aws:index/getRegion:getRegion": { id: region, name: region, region },
    },
  });
}
