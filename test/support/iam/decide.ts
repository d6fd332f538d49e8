import type { Policy, Statement } from "#lib/account-access/policy";

/** What a principal asks AWS for, as IAM sees it. */
export interface AccessRequest {
  readonly action: string;
  /** An ARN; `*` where the action is on nothing in particular. */
  readonly resource: string;
  /** Condition keys that AWS fills in: `aws:ResourceTag/stack`. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Whether identity policies let a request through, by IAM's logic: something allows it and nothing denies it. Throws an
 * Error for an operator of conditions that it does not know.
 */
export function isAllowed(policies: readonly Policy[], request: AccessRequest): boolean {
  const fitting = policies
    .flatMap(({ Statement }) => Statement)
    .filter((one) => fits(one, request));
  return (
    fitting.some(({ Effect }) => Effect === "Allow") &&
    !fitting.some(({ Effect }) => Effect === "Deny")
  );
}

/** AWS's words for a request that is not. */
export const deniedWords = ({ action, resource }: AccessRequest, who: string): string =>
  `api error AccessDenied: User: ${who} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

const fits = ({ Action, Resource, Condition = {} }: Statement, request: AccessRequest): boolean =>
  Action.some((pattern) => isLike(pattern.toLowerCase(), request.action.toLowerCase())) &&
  Resource.some((pattern) => isLike(pattern, request.resource)) &&
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, request.context[key])),
  );

function holds(
  operator: string,
  wanted: readonly string[],
  given: string | readonly string[] | undefined,
): boolean {
  const matches = operator.includes("Equals")
    ? (value: string) => wanted.includes(value)
    : (value: string) => wanted.some((pattern) => isLike(pattern, value));
  if (given === undefined) return operator.endsWith("IfExists");
  const values = [given].flat();
  switch (operator) {
    case "ForAnyValue:StringEquals":
      return values.some(matches);
    case "StringEquals":
    case "StringEqualsIfExists":
    case "StringLike":
    case "ArnLike":
      return values.length === 1 && matches(values[0]!);
    default:
      throw new Error(`test/support/iam/decide.ts does not know the operator ${operator}.`);
  }
}

/** With IAM's `*` and `?`. */
function isLike(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}
