import { recordOf } from "./inputs.ts";

/** One statement of an IAM policy, with lists where AWS allows a single text too. */
export interface PolicyStatement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Accounts, services and roles, whatever their kind; `*` for anybody. */
  readonly principals: readonly string[];
  readonly conditions: readonly PolicyCondition[];
}

/** One line of a statement's Condition. */
export interface PolicyCondition {
  /** In lower case, since AWS tells keys apart without it: `aws:sourceaccount`. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The statements of an IAM policy, given as JSON or as an object. Undefined for what is none. */
export function parsePolicyDocument(document: unknown): PolicyStatement[] | undefined {
  let value = document;
  if (typeof value === "string") {
    try {
      value = JSON.parse(value);
    } catch {
      return undefined;
    }
  }
  if (value === null || typeof value !== "object") return undefined;
  const statements = (value as { Statement?: unknown }).Statement;
  return listOf(statements)
    .filter((it) => it !== null && typeof it === "object")
    .map((it) => {
      const of = it as Record<string, unknown>;
      return {
        effect: String(of["Effect"]),
        actions: textsOf(of["Action"]),
        notActions: textsOf(of["NotAction"]),
        resources: textsOf(of["Resource"]),
        notResources: textsOf(of["NotResource"]),
        principals: principalsOf(of["Principal"]),
        conditions: conditionsOf(of["Condition"]),
      };
    });
}

const listOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const textsOf = (value: unknown): string[] =>
  listOf(value).filter((it): it is string => typeof it === "string");

function principalsOf(value: unknown): string[] {
  if (value === null || typeof value !== "object") return textsOf(value);
  return Object.values(value).flatMap(textsOf);
}

/** By operator, then by key: `{ StringEquals: { "aws:SourceAccount": "123456789012" } }`. */
function conditionsOf(value: unknown): PolicyCondition[] {
  return Object.values(recordOf(value)).flatMap((keys) =>
    Object.entries(recordOf(keys)).map(([key, values]) => ({
      key: key.toLowerCase(),
      values: textsOf(values),
    })),
  );
}
