import type { InstalledModels } from "./installed-models.ts";
import { shown } from "./shape-faults.ts";

/** The partition of a region, `aws-us-gov`, by botocore's list of them. */
export function partitionOf(region: string, models: InstalledModels): string {
  const { partitions } = models.botocore<{
    readonly partitions: readonly { readonly id: string; readonly regionRegex: string }[];
  }>("partitions.json");
  const partition = partitions.find(({ regionRegex }) => new RegExp(regionRegex).test(region));
  if (partition === undefined) throw new Error(`No partition of AWS's has a region ${region}.`);
  return partition.id;
}

/**
 * What a text of a resource names that is not there: ARNs of another partition, or of a region in which the stack makes
 * nothing, and actions of policies that IAM does not know.
 */
export function textFaults(
  text: string,
  region: string,
  models: InstalledModels,
  regions: ReadonlySet<string> = new Set([region]),
): string[] {
  const partition = partitionOf(region, models);
  const arns = [...text.matchAll(/\barn:([\w-]+):([\w-]+):([\w-]*):[^\s"]*/g)].flatMap(
    ([arn, its, , place]) => {
      if (its !== partition) return [`${shown(arn)} is not of ${region}'s partition ${partition}`];
      return place && !regions.has(place)
        ? [`${shown(arn)} is of another region than ${region}`]
        : [];
    },
  );
  return [...arns, ...actionsIn(text).flatMap((action) => actionFaults(action, models))];
}

function actionsIn(text: string): string[] {
  if (!/^\s*\{.*"Statement"/s.test(text)) return [];
  const { Statement: statements } = JSON.parse(text) as {
    readonly Statement: readonly Statement[];
  };
  return statements.flatMap(({ Action }) => Action);
}

interface Statement {
  readonly Action: string | readonly string[];
}

function actionFaults(action: string, models: InstalledModels): string[] {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  const services = models.cfnLint<Record<string, { readonly Actions: object }>>(
    "AdditionalSpecs/Policies.json",
  )!;
  const known = Object.keys(services[service]?.Actions ?? {});
  const pattern = new RegExp(`^${name.replaceAll("*", ".*")}$`);
  return known.some((one) => pattern.test(one)) ? [] : [`${shown(action)} is no action of IAM's`];
}
