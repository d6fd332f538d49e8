import type { PlannedResource } from "./finding.ts";
import { CannotTell, Inputs, recordOf } from "./inputs.ts";
import type { StackRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

/** The tags that tell what a resource belongs to. */
const WANTED = ["project", "stack"];

const TAGGED: ReadonlySet<string> = new Set([
  TYPES.instance,
  TYPES.cluster,
  TYPES.clusterInstance,
  TYPES.subnetGroup,
  TYPES.parameterGroup,
  TYPES.proxy,
  TYPES.securityGroup,
  TYPES.function,
  TYPES.userPool,
  TYPES.logGroup,
]);

/** Tags, which the provider gives to everything it makes. */
export const TAG_RULES: readonly StackRule[] = [
  {
    name: "everything-tagged",
    controls: ["RDS.28", "RDS.29", "RDS.30", "RDS.31", "RDS.32", "RDS.33"],
    summary: "Everything carries the project's and the stack's name",
    *faults(resources) {
      const providers = resources.filter(({ type }) => type === TYPES.awsProvider);
      const isWhole = providers.length > 0;
      for (const resource of resources) {
        if (!TAGGED.has(resource.type)) continue;
        try {
          const names = [...providers.flatMap(defaultTagsOf), ...ownTagsOf(resource)];
          const missing = WANTED.filter((tag) => !names.includes(tag));
          if (missing.length === 0) continue;
          yield {
            resource,
            found: `no tag ${missing.join(", ")}${isWhole ? "" : ", and no provider that gives them"}`,
            wanted: `${WANTED.join(", ")}: by them cost is told apart and leftovers are found`,
            change: "Give them to everything at once: defaultTags of the provider.",
          };
        } catch (error) {
          if (!(error instanceof CannotTell)) throw error;
          yield { resource, undecided: error.property };
        }
      }
    },
  },
];

/** A provider's inputs reach the engine as JSON. */
function defaultTagsOf({ props }: PlannedResource): string[] {
  const given = new Inputs(props).get("defaultTags");
  const { tags } = recordOf(typeof given === "string" ? parsed(given) : given);
  if (tags !== undefined && isUnknown(tags)) throw new CannotTell("defaultTags.tags");
  return namesOf(tags);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ownTagsOf = ({ props }: PlannedResource): string[] => namesOf(new Inputs(props).get("tags"));

/** Case of the first letter is a matter of taste: `Project` counts too. */
const namesOf = (tags: unknown): string[] =>
  tags !== null && typeof tags === "object" ? Object.keys(tags).map((it) => it.toLowerCase()) : [];
