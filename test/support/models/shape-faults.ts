import { documentedFaults } from "./documented-faults.ts";
import { wholePatternFrom } from "./pattern.ts";

/** A shape of a botocore model: what a value of an API must be. */
export interface Shape {
  readonly type: string;
  readonly members?: Readonly<
    Record<string, { readonly shape: string; readonly documentation?: string }>
  >;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly union?: boolean;
}

export type Shapes = Readonly<Record<string, Shape>>;

/**
 * What a model has against a value, each `Path: rule`: `RoleName: "…" has 65 characters, and 64 are the most`; none when
 * it has nothing. botocore's own validator leaves out patterns, enums and what is at most.
 */
export function shapeFaults(shapes: Shapes, name: string, value: unknown, path = ""): string[] {
  const shape = shapes[name]!;
  const fault = (rule: string) => [`${path || name}: ${rule}`];
  const typeFault = TYPES[shape.type]?.(value) ?? true;
  if (typeFault) return fault(`${shown(value)} is no ${shape.type}`);
  const faults = sizeFaults(shape, value).flatMap(fault);
  if (typeof value === "string") {
    if (shape.enum && !shape.enum.includes(value)) {
      faults.push(...fault(`${shown(value)} is none of ${shape.enum.join(", ")}`));
    }
    if (shape.pattern !== undefined)
      faults.push(...patternFaults(shape.pattern, value).flatMap(fault));
  }
  const within = (of: { readonly shape: string }, item: unknown, place: string) =>
    shapeFaults(shapes, of.shape, item, place);
  if (shape.type === "list") {
    const items = value as readonly unknown[];
    return [
      ...faults,
      ...items.flatMap((item, at) => within(shape.member!, item, `${path}[${at}]`)),
    ];
  }
  if (shape.type === "map") {
    for (const [key, item] of Object.entries(value as object)) {
      const place = `${path}.${key}`;
      faults.push(...within(shape.key!, key, place), ...within(shape.value!, item, place));
    }
  }
  if (shape.type === "structure") {
    const given = Object.entries(value as object).filter(([, item]) => item !== undefined);
    const place = (member: string) => (path ? `${path}.${member}` : member);
    for (const member of shape.required ?? []) {
      if (given.every(([key]) => key !== member))
        faults.push(`${place(member)}: required, and missing`);
    }
    if (shape.union && given.length !== 1) faults.push(...fault("wants one member, and one only"));
    for (const [key, item] of given) {
      const member = shape.members![key];
      if (member) {
        faults.push(...within(member, item, place(key)));
        if (typeof item === "string" && shapes[member.shape]!.max === undefined) {
          const documented = documentedFaults(member.documentation ?? "", item);
          faults.push(...documented.map((rule) => `${place(key)}: ${shown(item)} ${rule}`));
        }
      } else faults.push(`${place(key)}: no member of ${name}`);
    }
  }
  return faults;
}

/** Whether a value is of another type than the shape's. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value !== "string",
  boolean: (value) => typeof value !== "boolean",
  integer: (value) => !Number.isInteger(value),
  long: (value) => !Number.isInteger(value),
  double: (value) => typeof value !== "number",
  float: (value) => typeof value !== "number",
  timestamp: (value) => !(value instanceof Date),
  blob: (value) => typeof value !== "string" && !Buffer.isBuffer(value),
  list: (value) => !Array.isArray(value),
  map: (value) => !isObject(value),
  structure: (value) => !isObject(value),
};

const isObject = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Characters, entries or the number itself: what a shape's `min` and `max` count. */
function sizeFaults({ min, max }: Shape, value: unknown): string[] {
  const [size, unit] =
    typeof value === "number"
      ? [value, ""]
      : typeof value === "string" || Buffer.isBuffer(value)
        ? [value.length, " characters"]
        : [Object.keys(value as object).length, " entries"];
  const has = unit ? `${shown(value)} has ${size}${unit}` : `is ${size}`;
  return [
    ...(min !== undefined && size < min ? [`${has}, and ${min} are the least`] : []),
    ...(max !== undefined && size > max ? [`${has}, and ${max} are the most`] : []),
  ];
}

function patternFaults(pattern: string, value: string): string[] {
  try {
    return wholePatternFrom(pattern).test(value)
      ? []
      : [`${shown(value)} is not as ${pattern} wants it`];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** A value as a fault shows it, cut after 80 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text;
}
