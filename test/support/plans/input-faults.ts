import * as pulumi from "@pulumi/pulumi";

/** Texts that a forgotten `pulumi.interpolate` or a missing output leaves behind. */
const TRACES = /\bundefined\b|\[object |Calling \[toString\] on an/;

/**
 * The faults in the raw inputs of a resource: an output, a promise or an entry of a list that turned out undefined,
 * and text with the traces of one. A plain `undefined` below a key is an option that was left out. Made after the run,
 * since the runtime drops undefined values before a mock can see them.
 */
export async function faultsOf({
  type,
  name,
  props,
}: pulumi.ResourceTransformationArgs): Promise<string[]> {
  // A provider's class itself makes outputs of all its options, left out or not.
  const isProvider = type.startsWith("pulumi:providers:");
  const faults: string[] = [];
  for (const [key, value] of Object.entries(props)) {
    const isOption = isProvider && (await resolved(value)) === undefined;
    if (!isOption) await walk(value, `${name}.${key}`, faults, true);
  }
  return faults;
}

const resolved = (value: unknown): unknown =>
  pulumi.Output.isInstance(value)
    ? (value as unknown as { promise(): Promise<unknown> }).promise()
    : value;

async function walk(
  value: unknown,
  path: string,
  faults: string[],
  mayBeUndefined = false,
): Promise<void> {
  if (pulumi.Output.isInstance(value)) {
    return walk(await resolved(value), path, faults);
  }
  if (value instanceof Promise) return walk(await value, path, faults);
  if (value === undefined) {
    if (!mayBeUndefined) faults.push(`${path} is undefined`);
    return;
  }
  if (typeof value === "number" && Number.isNaN(value)) faults.push(`${path} is NaN`);
  if (typeof value === "string" && TRACES.test(value)) faults.push(`${path} is ${value}`);
  if (value === null || typeof value !== "object" || isOpaque(value)) return;
  if (Array.isArray(value)) {
    for (const [index, entry] of (value as unknown[]).entries())
      await walk(entry, `${path}[${index}]`, faults);
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    await walk(entry, `${path}.${key}`, faults, true);
  }
}

/** Resources, assets and archives are values of their own; what is inside of them is not an input. */
const isOpaque = (value: object) =>
  pulumi.Resource.isInstance(value) ||
  pulumi.asset.Asset.isInstance(value) ||
  pulumi.asset.Archive.isInstance(value);
