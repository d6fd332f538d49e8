import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT } from "#test/aws-answers";
import type { RecordedResource } from "#test/plans/pulumi-mocks";
import { ALL_CALLS } from "./calls/all-calls.ts";
import type { InstalledModels } from "./installed-models.ts";
import { plannedCalls, takesTags } from "./planned-calls.ts";
import { shapeFaults } from "./shape-faults.ts";

/**
 * What AWS's own models have against a plan, a line a fault with resource, property and rule:
 * `cruddur-api-function.runtime (CreateFunction Runtime): "nodejs1.x" is none of …`. Empty when they have nothing.
 */
export function planFaults(
  resources: readonly RecordedResource[],
  models: InstalledModels,
): string[] {
  const provider = resources.find(({ type }) => type === "pulumi:providers:aws")!;
  const { tags } = JSON.parse(String(provider.inputs["defaultTags"])) as { readonly tags: object };
  return resources
    .filter(({ type }) => type.startsWith("aws:"))
    .flatMap((resource) =>
      resourceFaults(resource, tags, models).map((fault) => `${resource.name}${fault}`),
    );
}

function resourceFaults(
  { type, name, id, inputs }: RecordedResource,
  defaultTags: object,
  models: InstalledModels,
): string[] {
  const row = ALL_CALLS[type];
  if (row === undefined) return [`: no row of test/support/models/calls has ${type}`];
  const model = models.service(row.service);
  const given = plain(inputs) as { readonly tags?: object };
  const tags = { ...defaultTags, ...given.tags };
  const { calls, untaken } = plannedCalls(
    row,
    {
      ...given,
      ...(takesTags(row, model) ? { tags } : {}),
      id,
      logicalName: name,
      accountId: ACCOUNT,
    },
    model,
  );
  return [
    ...untaken.map((property) => `.${property}: no call of ${type} takes it`),
    ...calls.flatMap((call) =>
      shapeFaults(model.shapes, model.operations[call.operation]!.input!.shape, call.members).map(
        (fault) => {
          const [, member = "", rest = ""] = /^(\w+)(.*)$/s.exec(fault) ?? [];
          return `.${call.properties[member] ?? member} (${call.operation} ${member}${rest.replace(": ", "): ")}`;
        },
      ),
    ),
  ];
}

/** Inputs without the wrapping of secrets. */
function plain(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return plain(pulumi.runtime.unwrapRpcSecret(value));
  if (typeof value === "string") return withLegalIds(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object" || pulumi.asset.Archive.isInstance(value))
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** The mocks' ids say whose they are; AWS's have no hyphens. */
const withLegalIds = (text: string) =>
  text.replace(
    /^(vpc|subnet|sg)-([a-z0-9-]+)$/,
    (_all, kind: string, rest: string) => `${kind}-${rest.replaceAll("-", "")}`,
  );
