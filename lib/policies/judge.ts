import { RESOURCE_RULES, STACK_RULES } from "./all-rules.ts";
import type { Finding, PlannedResource, PolicyEnvironment, Undecided } from "./finding.ts";
import { CannotTell, Inputs } from "./inputs.ts";
import type { ResourceRule, StackRule } from "./rule.ts";

/** Findings and open questions, before any exception is looked at. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
}

/** One rule's word on one resource; nothing when the rule is not about its type. */
export function judgeResource(
  rule: ResourceRule,
  { type, name, props }: PlannedResource,
  environment: PolicyEnvironment,
): Judgement {
  if (!rule.types.includes(type)) return { findings: [], undecided: [] };
  const about = { rule: rule.name, controls: rule.controls, resource: name, type };
  const findings: Finding[] = [];
  try {
    for (const fault of rule.faults(new Inputs(props), { type, environment }))
      findings.push({ ...about, ...fault });
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return { findings, undecided: [{ ...about, property: error.property }] };
  }
  return { findings, undecided: [] };
}

/** One rule's word on a stack. */
export function judgeStack(
  rule: StackRule,
  resources: readonly PlannedResource[],
  environment: PolicyEnvironment,
): Judgement {
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  for (const { resource, ...fault } of rule.faults(resources, environment)) {
    const { name, type } = resource;
    const about = { rule: rule.name, controls: rule.controls, resource: name, type };
    if ("undecided" in fault) undecided.push({ ...about, property: fault.undecided });
    else findings.push({ ...about, ...fault });
  }
  return { findings, undecided };
}

/** Every rule's word on every resource and on the whole, exceptions not counted. */
export function judge(
  resources: readonly PlannedResource[],
  environment: PolicyEnvironment,
): Judgement {
  const parts = [
    ...resources.flatMap((resource) =>
      RESOURCE_RULES.map((rule) => judgeResource(rule, resource, environment)),
    ),
    ...STACK_RULES.map((rule) => judgeStack(rule, resources, environment)),
  ];
  return {
    findings: parts.flatMap(({ findings }) => findings),
    undecided: parts.flatMap(({ undecided }) => undecided),
  };
}
