import type { Fault, PlannedResource, PolicyEnvironment } from "./finding.ts";
import { shown, type Inputs } from "./inputs.ts";

interface Named {
  /** Kebab case; the policy's name in the pack too. */
  readonly name: string;
  /** The same control in each catalogue, `RDS.3`, `CKV_AWS_16`; an exception names any one of them. */
  readonly controls: readonly string[];
  /** The wanted state, as a sentence, for the pack's list and the docs. */
  readonly summary: string;
}

/** A rule about resources one by one. */
export interface ResourceRule extends Named {
  /** The types it looks at, as Pulumi's tokens. */
  readonly types: readonly string[];
  /** Yields what is wrong. It throws `CannotTell` by way of the inputs; what it yielded before that counts. */
  faults(inputs: Inputs, context: RuleContext): Iterable<Fault>;
}

export interface RuleContext {
  readonly type: string;
  readonly environment: PolicyEnvironment;
}

/** A rule that needs the whole list: what must be there, or must not be there together. */
export interface StackRule extends Named {
  faults(
    resources: readonly PlannedResource[],
    environment: PolicyEnvironment,
  ): Iterable<StackFault>;
}

export type StackFault = StackDecided | StackUndecided;

interface StackDecided extends Fault {
  readonly resource: Pick<PlannedResource, "name" | "type">;
}

interface StackUndecided {
  readonly resource: Pick<PlannedResource, "name" | "type">;
  /** The input that cannot be known yet. */
  readonly undecided: string;
}

/** A rule that one input decides. */
export function inputRule(
  rule: Omit<ResourceRule, "faults"> & {
    /** The input's path. */
    readonly property: string;
    /** Whether a value will do; undefined is one that is not set. */
    isRight(value: unknown): boolean;
    readonly wanted: string;
    readonly change: string;
  },
): ResourceRule {
  const { name, controls, summary, types, property, isRight, wanted, change } = rule;
  return {
    name,
    controls,
    summary,
    types,
    *faults(inputs) {
      const value = inputs.get(property);
      if (!isRight(value)) yield { found: `${property} is ${shown(value)}`, wanted, change };
    },
  };
}

/** A rule that wants an input to be true. */
export function flagRule(
  rule: Omit<ResourceRule, "faults"> & { readonly property: string; readonly why: string },
): ResourceRule {
  return inputRule({
    ...rule,
    isRight: (value) => value === true,
    wanted: `true: ${rule.why}`,
    change: `Set ${rule.property}: true.`,
  });
}

/** A rule that wants an input to be given, whatever it is. */
export function givenRule(
  rule: Omit<ResourceRule, "faults"> & {
    readonly property: string;
    readonly wanted: string;
    readonly change: string;
  },
): ResourceRule {
  return inputRule({
    ...rule,
    isRight: (value) =>
      value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  });
}
