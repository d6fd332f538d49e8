import { smallestWith } from "../../network/subnet-blocks.ts";
import { TYPES } from "../../policies/resource-types.ts";
import { removeLine, setLine } from "../../stack-config/fault.ts";
import type { Preview, PreviewStep } from "../preview.ts";
import type { Refusal } from "./refusal.ts";

/**
 * A refusal where the subnets of a database that is there would become others. RDS refuses it in the middle of an up: "The
 * new Subnets are not in the same Vpc as the existing subnet group", or "some of the subnets to be deleted are currently
 * in use".
 */
export function networkMove(step: PreviewStep, { steps, stack = "<stack>" }: Preview): Refusal[] {
  const { type, op, name } = step;
  if (type !== TYPES.subnetGroup || (op !== "update" && op !== "replace")) return [];
  const others = steps.filter(
    (it) =>
      (it.type === TYPES.securityGroup && it.replaceReasons.includes("vpcId")) ||
      (it.type === TYPES.subnet && it.replaceReasons.length > 0) ||
      (it.type === TYPES.vpc && /create|delete|replace/.test(it.op)),
  );
  if (others.length === 0) return [];
  const { key, lines } = settledBy(others, stack);
  return [
    {
      ...{ resource: name, type, op: "update", because: ["subnetIds"] },
      problem: `It would move the subnets of the database (${name}) to another network, and a database cannot move: AWS refuses it half-way. ${key} settles the network when the stack is made.`,
      instead: `Set it back: ${lines.join("\n")}\nOr make a second stack, and move the data by a snapshot; docs/operations.md says how ("Moving to another database").`,
      canBeAllowed: false,
    },
  ];
}

/** The key of the configuration that has been changed, as the network tells it, and what sets it back. */
function settledBy(
  steps: readonly PreviewStep[],
  stack: string,
): { readonly key: string; readonly lines: readonly string[] } {
  const vpc = steps.find(({ type }) => type === TYPES.vpc);
  const subnets = steps.filter(({ type }) => type === TYPES.subnet);
  const blockBefore = vpc?.old ? inputOf(vpc, "cidrBlock") : blockOf(subnets);
  const cidr = setLine(stack, "cidr", blockBefore ?? BEFORE);
  if (subnets.length === 0 && vpc?.op !== "replace") {
    const before = vpc ? String(vpc.op === "create") : BEFORE;
    return { key: "publicAccess", lines: [setLine(stack, "publicAccess", before)] };
  }
  const isSameVpc = !subnets.some(({ replaceReasons }) => replaceReasons.includes("vpcId"));
  if (vpc?.op === "replace" || (vpc === undefined && isSameVpc)) {
    return { key: "cidr", lines: [cidr] };
  }
  const before = vpc?.op === "delete" ? undefined : inputOf(subnets[0], "vpcId");
  const vpcId =
    vpc?.op === "delete" ? removeLine(stack, "vpcId") : setLine(stack, "vpcId", before ?? BEFORE);
  return { key: "vpcId", lines: [vpcId, cidr] };
}

const BEFORE = "<what it was>";

/** A block in which the subnets would be where they are. */
function blockOf(subnets: readonly PreviewStep[]): string | undefined {
  const blockAt = (role: string) =>
    inputOf(
      subnets.find(({ name }) => name.endsWith(role)),
      "cidrBlock",
    );
  return smallestWith({ database: blockAt("database-1"), functions: blockAt("functions-1") });
}

function inputOf(step: PreviewStep | undefined, input: string): string | undefined {
  const value = step?.old?.inputs[input];
  return typeof value === "string" ? value : undefined;
}
