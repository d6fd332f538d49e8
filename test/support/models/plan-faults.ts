import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT } from "#test/aws-answers";
import type { RecordedResource } from "#test/plans/pulumi-mocks";
import { ALL_CALLS } from "#lib/aws-calls/calls/all-calls";
import type { InstalledModels } from "./installed-models.ts";
import { lintFaults } from "./lint-faults.ts";
import { offerFaults } from "./offer-faults.ts";
import { plannedCalls, takesTags } from "./planned-calls.ts";
import { shapeFaults } from "./shape-faults.ts";
import { textFaults } from "./text-faults.ts";

/**
 * What AWS's own models have against a plan, a line a fault with resource, property and rule:
 * `cruddur-api-function.runtime (CreateFunction Runtime): "nodejs1.x" is none of …`. Empty when they have nothing.
 *
 * @param at when it would be applied: runtimes end
 */
export function planFaults(
  resources: readonly RecordedResource[],
  models: InstalledModels,
  at: Date,
): string[] {
  const provider = resources.find(({ type }) => type === "pulumi:providers:aws")!;
  const { tags } = JSON.parse(String(provider.inputs["defaultTags"])) as Pick<Stack, "tags">;
  const region = String(provider.inputs["region"]);
  const elsewhere = resources.flatMap(
    ({ inputs }) => (inputs["region"] as string | undefined) ?? [],
  );
  const stack = { region, regions: new Set([region, ...elsewhere]), tags, at };
  return resources
    .filter(({ type }) => type.startsWith("aws:"))
    .flatMap((resource) =>
      resourceFaults(resource, stack, models).map((fault) => `${resource.name}${fault}`),
    );
}

/** What holds for all resources of a plan. */
interface Stack {
  readonly region: string;
  /** It, and those of what is made elsewhere. */
  readonly regions: ReadonlySet<string>;
  /** Those that the provider adds. */
  readonly tags: object;
  readonly at: Date;
}

function resourceFaults(
  { type, name, id, inputs }: RecordedResource,
  { region: home, regions, tags, at }: Stack,
  models: InstalledModels,
): string[] {
  const row = ALL_CALLS[type];
  if (row === undefined) return [`: no row of lib/aws-calls/calls has ${type}`];
  const model = models.service(row.service);
  const given = plain(inputs) as { readonly tags?: object; readonly region?: string };
  const region = given.region ?? home;
  const properties = {
    ...given,
    ...(takesTags(row, model) ? { tags: { ...tags, ...given.tags } } : {}),
    id,
    logicalName: name,
    accountId: ACCOUNT,
  };
  const { calls, untaken } = plannedCalls(row, properties, model);
  const propertyOf = (member: string, within = "") => {
    const properties = calls.flatMap((call) => call.properties[member] ?? []);
    const last = within.slice(within.lastIndexOf(".") + 1).toLowerCase();
    const named = properties.find((property) => property.toLowerCase() === last);
    return named ?? properties[0] ?? member[0]!.toLowerCase() + member.slice(1);
  };
  const created = calls.filter(({ operation }) => operation in row.create);
  const members = Object.assign({}, ...created.map((call) => call.members)) as Members;
  return [
    ...untaken.map((property) => `.${property}: no call of ${type} takes it`),
    ...calls.flatMap(({ operation, members: sent }) =>
      shapeFaults(model.shapes, model.operations[operation]!.input!.shape, sent).map((fault) => {
        const [, member = "", within = "", rule = ""] = /^(\w+)(.*?): (.*)$/s.exec(fault)!;
        return `.${propertyOf(member, within)} (${operation} ${member}${within}): ${rule}`;
      }),
    ),
    ...[
      ...lintFaults(row, members, region, models),
      ...offerFaults(row.service, members, models, at),
    ].map(({ member, rule }) =>
      member ? `.${propertyOf(member)} (${member}): ${rule}` : `: ${rule}`,
    ),
    ...Object.entries(given).flatMap(([property, value]) =>
      textsIn(value)
        .flatMap((text) => textFaults(text, region, models, regions))
        .map((rule) => `.${property}: ${rule}`),
    ),
  ];
}

type Members = Readonly<Record<string, unknown>>;

/** Inputs without the wrapping of secrets. */
function plain(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return plain(pulumi.runtime.unwrapRpcSecret(value));
  if (typeof value === "string") return withLegalIds(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !pulumi.asset.Archive.isInstance(value);

/** The mocks' ids say whose they are; AWS's have no hyphens. */
const withLegalIds = (text: string) =>
  text.replace(
    /^(vpc|subnet|sg)-([a-z0-9-]+)$/,
    (_all, kind: string, rest: string) => `${kind}-${rest.replaceAll("-", "")}`,
  );

/** All texts in a value; a policy is one, though it be given as an object. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (!isPlain(value)) return [];
  return "Statement" in value ? [JSON.stringify(value)] : Object.values(value).flatMap(textsIn);
}
