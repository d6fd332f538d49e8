import type { AwsConfig } from "#lib/stack-config/stack-config";

/** The value of tag `project`, by which cost is told apart and leftovers are found. */
const PROJECT = "cruddur";

/** The tags of every resource of a stack. */
export function stackTags({
  stack,
  environment,
}: Pick<AwsConfig, "stack" | "environment">): Record<string, string> {
  return { project: PROJECT, stack, environment, "managed-by": "pulumi" };
}
