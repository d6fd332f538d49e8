import type { OptionSpec } from "./command.ts";

/** `--target` of chores that work on what a stack has in AWS, and for which there is nothing local. */
export const STACK_OPTION = {
  type: "value",
  value: "NAME",
  short: "t",
  summary: "the name of a Pulumi stack",
  required: true,
} as const satisfies OptionSpec;
