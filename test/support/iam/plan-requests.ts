import type { Inputs } from "@pulumi/pulumi";
import { ID, stateOf } from "../aws-answers.ts";
import type { RecordedResource } from "../plans/pulumi-mocks.ts";
import { tagsAll, type Tags } from "../stand-in-aws/tags.ts";
import type { AccessRequest } from "./decide.ts";
import { requestsFor, type AskedResource, type Verb } from "./requests.ts";

const VERBS: readonly Verb[] = ["create", "read", "update", "delete"];

/** All that a plan would ever ask of AWS: to make its resources, to read, to change and to delete them. */
export function planRequests(
  resources: readonly RecordedResource[],
): (AccessRequest & { readonly by: string })[] {
  const provider = resources.find(({ type }) => type === "pulumi:providers:aws")!;
  const { tags } = JSON.parse(String(provider.inputs["defaultTags"])) as { tags: Tags };
  const asked = resources
    .filter(({ type }) => type.startsWith("aws:"))
    .map(({ type, name, inputs }) => {
      const state = stateOf({ type, name, inputs });
      const its: Inputs = {
        tagsOfStack: tags,
        ...state,
        ...tagsAll(type, inputs, tags),
        id: state[ID],
      };
      return { name, resource: { type, its } satisfies AskedResource };
    });
  const roleOf = (role: string) =>
    asked.find(
      ({ resource: { type, its } }) =>
        type === "aws:iam/role:Role" && [its["name"], its["arn"]].includes(role),
    )?.resource;
  return asked.flatMap(({ name, resource }) =>
    VERBS.flatMap((verb) => requestsFor(verb, resource, roleOf)).map((request) => ({
      ...request,
      by: name,
    })),
  );
}
