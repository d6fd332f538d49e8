import type { ErrorObject } from "ajv";
import type { InstalledModels } from "./installed-models.ts";
import { patternFrom } from "./pattern.ts";
import type { ResourceCalls } from "#lib/aws-calls/resource-calls";
import { validatorOf } from "./schema-validator.ts";
import { shown } from "./shape-faults.ts";

/** A member that something is wrong with, and what. */
export interface MemberFault {
  readonly member: string;
  readonly rule: string;
}

interface Condition {
  readonly properties?: Readonly<Record<string, Test | boolean>>;
  readonly required?: readonly string[];
}

interface Test {
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
}

/** A rule of cfn-lint beside a type's schema: `{ if: { … Engine … }, then: { … DBInstanceClass … } }`. */
interface Extension {
  readonly if?: Condition;
  readonly allOf?: readonly Extension[];
}

/**
 * What cfn-lint's data has against the members of a resource in a region: that CloudFormation's type is not there,
 * lengths and patterns that the API's own model leaves out, and what goes by region, engine and version.
 */
export function lintFaults(
  { cloudFormation: type, named }: ResourceCalls,
  members: Readonly<Record<string, unknown>>,
  region: string,
  models: InstalledModels,
): MemberFault[] {
  if (type === undefined) return [];
  const schema = models.schema(region, type);
  if (schema === undefined) return [{ member: "", rule: `${region} has no ${type}` }];
  const known = Object.keys(schema.properties);
  const memberOf = new Map<string, string>();
  const value: Record<string, unknown> = {};
  for (const [member, given] of Object.entries(members)) {
    const wanted = named?.[member] ?? member;
    const name = known.find((one) => one.toLowerCase() === wanted.toLowerCase());
    // Tags have other forms there; the API's own model holds them.
    if (name === undefined || /tags$/i.test(name)) continue;
    memberOf.set(name, member);
    value[name] = given;
  }
  const { definitions, properties, dependentExcluded, requiredXor } = schema;
  const rules = [
    cached(schema, () => ({ definitions, properties, dependentExcluded, requiredXor })),
    ...[...models.extensions(region, type)]
      .flatMap(([file, extension]) => rulesOf(extension, file, known))
      .filter((rule) => mayApply(rule.if, value)),
  ];
  return rules.flatMap((rule, at) => {
    const validate = validatorOf(rule);
    if (validate(structuredClone(value))) return [];
    return validate
      .errors!.filter(({ keyword }) => keyword !== "if" && (at > 0 || !FORM.has(keyword)))
      .map((error) => {
        const [, property = "", rest = ""] = /^\/(\w+)(.*)$/.exec(error.instancePath) ?? [];
        const found = [rest.replaceAll("/", "."), shown(value[property])]
          .filter(Boolean)
          .join(" of ");
        return {
          member: memberOf.get(property) ?? property,
          rule: property
            ? `${found} ${error.message}${allowedBy(error)}, in ${region}`
            : textOf(rule, error),
        };
      });
  });
}

const allowedBy = ({ params }: ErrorObject) => {
  const { allowedValues: all } = params as { readonly allowedValues?: readonly string[] };
  return all ? `: ${all.length > 12 ? `${all.slice(0, 12).join(", ")} …` : all.join(", ")}` : "";
};

const textOf = (rule: object, { message }: ErrorObject) =>
  String((rule as { readonly description?: string }).description ?? message);

/** What the API's own model says of the form; CloudFormation's is another in places, and so are names below the first. */
const FORM = new Set(["type", "required", "additionalProperties"]);

/** An extension's rules, each with its own condition. A bare list is of the property in its file's name. */
function rulesOf(
  extension: Extension,
  file: string,
  known: readonly string[],
): readonly Extension[] {
  if ("enum" in extension) {
    const property = known.find((name) => file.startsWith(`${name.toLowerCase()}_`))!;
    return [cached(extension, () => ({ properties: { [property]: extension } }))];
  }
  return extension.if ? [extension] : (extension.allOf ?? [extension]);
}

/** Whether a condition can be met, by what it says of values themselves: most of the thousands cannot. */
function mayApply(
  condition: Condition | undefined,
  value: Readonly<Record<string, unknown>>,
): boolean {
  if (condition?.required?.some((name) => value[name] === undefined)) return false;
  return Object.entries(condition?.properties ?? {}).every(([name, test]) => {
    const given = value[name];
    if (typeof test === "boolean" || given === undefined) return true;
    if (test.const !== undefined) return test.const === given;
    if (test.enum !== undefined) return test.enum.includes(given);
    return (
      test.pattern === undefined ||
      typeof given !== "string" ||
      patternFrom(test.pattern).test(given)
    );
  });
}

/** What is made of a file's part is made once, so that its validator is. */
const made = new WeakMap<object, object>();
function cached(key: object, make: () => object): object {
  let value = made.get(key);
  if (!value) {
    value = Object.fromEntries(Object.entries(make()).filter(([, part]) => part !== undefined));
    made.set(key, value);
  }
  return value;
}
