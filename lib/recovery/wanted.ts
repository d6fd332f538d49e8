import type { PreviewStep } from "../plan/preview.ts";
import { isUnknown } from "../policies/unknown-value.ts";
import type { Expected, ValueOf } from "./import-ids.ts";

/** Inputs that are the id of the resource that they come from, so that its id stands for a value that a plan lacks. */
const IDS = new Set([
  ...["apiId", "arn", "dbClusterIdentifier", "dbInstanceIdentifier", "dbProxyName", "function"],
  ...[
    "bucket",
    "planId",
    "keyId",
    "logGroupName",
    "referencedSecurityGroupId",
    "role",
    "routeTableId",
  ],
  ...["securityGroupId", "subnetId", "userPoolId", "vpcId"],
]);

/** What a plan says of a resource's inputs. @param ids physical ids by URN, as far as they are known */
export function valuesOf(step: PreviewStep, ids: ReadonlyMap<string, string>): ValueOf {
  const { inputs = {}, propertyDependencies = {} } = step.new ?? {};
  // Names that Pulumi makes up are among a provider's defaults, and other ones with each plan.
  const defaults = inputs["__defaults"];
  return (path) => {
    const [input = "", key] = path.split(".");
    if (Array.isArray(defaults) && defaults.includes(input)) return undefined;
    const given = inputs[input];
    const value = key === undefined ? given : (given as Record<string, unknown> | undefined)?.[key];
    if (!isUnknown(value)) return String(value);
    const [source, ...others] = propertyDependencies[input] ?? [];
    return source !== undefined && others.length === 0 && IDS.has(input)
      ? ids.get(source)
      : undefined;
  };
}

/** Whether what AWS tells is what is looked for. */
export function isMatch(
  properties: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, Expected>>,
): boolean {
  return Object.entries(expected).every(([key, wanted]) => {
    const found = String(propertyOf(properties, key) ?? "");
    return typeof wanted === "string" ? found === wanted : found.startsWith(wanted.startsWith);
  });
}

/** A property; of `Tags.Name` the tag's value, of `BackupPlan.Name` that of the property within. Undefined where there is none. */
export function propertyOf(properties: Readonly<Record<string, unknown>>, key: string): unknown {
  const [property = "", within] = key.split(".");
  const value = properties[property];
  if (within === undefined) return value;
  if (!Array.isArray(value)) return (value as Record<string, unknown> | undefined)?.[within];
  const tags = value as readonly { Key: string; Value: string }[];
  return tags.find(({ Key }) => Key === within)?.Value;
}
