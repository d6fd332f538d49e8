import type { ServiceModel } from "./installed-models.ts";
import type { Call, Properties, ResourceCalls } from "#lib/aws-calls/resource-calls";
import type { Shapes } from "./shape-faults.ts";

/** A call with its members as they would be sent. */
export interface PlannedCall {
  readonly operation: string;
  readonly members: object;
  /** The properties that a member was made of. */
  readonly properties: Readonly<Record<string, readonly string[]>>;
}

/** What every resource has beside its inputs. */
const BESIDE = new Set(["id", "logicalName", "accountId"]);

/**
 * The calls that a resource comes to, and the properties that none of them takes: a fault of the table. A call beside
 * the first is made when a property is given that no call before it takes, or when its row names none at all.
 */
export function plannedCalls(
  row: ResourceCalls,
  properties: Properties,
  model: ServiceModel,
): { readonly calls: readonly PlannedCall[]; readonly untaken: readonly string[] } {
  const rows = Object.entries({ ...row.create, ...row.later });
  const named = new Set(rows.flatMap(([, call]) => namedIn(call)));
  const untaken = new Set(Object.keys(properties).filter((name) => !BESIDE.has(name)));
  for (const name of row.apart ?? []) untaken.delete(name);
  const calls: PlannedCall[] = [];
  for (const [operation, call] of rows) {
    const input = model.operations[operation]?.input?.shape;
    if (input === undefined) throw new Error(`The model of ${row.service} has no ${operation}.`);
    const byName = [...untaken]
      .filter((name) => !named.has(name))
      .map((name) => [memberFor(model.shapes, input, name), name] as const)
      .filter(([member]) => member !== undefined && !(member in call));
    const sources: Call = { ...call, ...Object.fromEntries(byName) };
    const taken = namedIn(sources).filter((name) => untaken.delete(name));
    if (calls.length > 0 && taken.length === 0 && namedIn(call).length > 0) continue;
    calls.push({
      operation,
      members: asMember(model.shapes, input, valuesOf(sources, properties)) as object,
      properties: Object.fromEntries(
        Object.entries(sources).map(([member, source]) => [member, propertiesOf(source)]),
      ),
    });
  }
  return { calls, untaken: [...untaken] };
}

/** Whether a type can be tagged: then the provider adds the stack's own tags. */
export const takesTags = (row: ResourceCalls, { operations, shapes }: ServiceModel): boolean =>
  !row.isUntagged &&
  Object.entries(row.create).some(
    ([operation, call]) =>
      namedIn(call).includes("tags") ||
      memberFor(shapes, operations[operation]!.input!.shape, "tags") !== undefined,
  );

const namedIn = (call: Call): string[] =>
  Object.values(call)
    .flatMap(propertiesOf)
    .filter((name) => !BESIDE.has(name));

const valuesOf = (call: Call, properties: Properties): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(call).map(([member, source]) => [
      member,
      typeof source === "string" ? properties[source] : source.make(properties),
    ]),
  );

const propertiesOf = (source: Call[string]): readonly string[] =>
  typeof source === "string" ? [source] : source.of;

const memberFor = (shapes: Shapes, shape: string, name: string) =>
  Object.keys(shapes[shape]!.members ?? {}).find(
    (member) => member.toLowerCase() === name.toLowerCase(),
  );

/**
 * A value with the members' own names, all the way down; as a list where the API wants one and the provider takes a
 * single entry; as a number where the provider takes a text. What has no member keeps its name, for the model to say so.
 */
export function asMember(shapes: Shapes, name: string, value: unknown): unknown {
  const shape = shapes[name]!;
  if (shape.type === "list") {
    const items = (Array.isArray(value) ? value : [value]) as readonly unknown[];
    return items.map((item) => asMember(shapes, shape.member!.shape, item));
  }
  if (shape.type === "double" && typeof value === "string") return Number(value);
  if (shape.type !== "structure" || value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (item === undefined) return [];
      const member = memberFor(shapes, name, key);
      if (member === undefined) return [[key, item]];
      return [[member, asMember(shapes, shape.members![member]!.shape, item)]];
    }),
  );
}
