import { Ajv, type ValidateFunction } from "ajv";
import { patternFrom } from "./pattern.ts";

// Strict, so that a keyword of cfn-lint's that nobody here knows is an error and no rule that seems to be kept.
const ajv = new Ajv({
  allErrors: true,
  coerceTypes: "array",
  validateFormats: false,
  strictTypes: false,
  strictRequired: false,
  strictTuples: false,
  code: { regExp: Object.assign((text: string) => patternFrom(text), { code: "patternFrom" }) },
});
ajv.addVocabulary([
  "insertionOrder",
  "maxUniqueItems",
  "relationshipRef",
  "cfnGather",
  "gather",
  "arrayType",
]);
ajv.addKeyword({
  keyword: "requiredXor",
  validate: (names: readonly string[], value: object) =>
    names.filter((name) => name in value).length === 1,
});
ajv.addKeyword({
  keyword: "requiredOr",
  validate: (names: readonly string[], value: object) => names.some((name) => name in value),
});
ajv.addKeyword({
  keyword: "dependentExcluded",
  validate: (excluded: Readonly<Record<string, readonly string[]>>, value: object) =>
    Object.entries(excluded).every(
      ([name, others]) => !(name in value) || !others.some((other) => other in value),
    ),
});

const validators = new WeakMap<object, ValidateFunction>();

/** The validator of one of cfn-lint's schemas, made once. It changes a value's types to those that the schema wants. */
export function validatorOf(schema: object): ValidateFunction {
  let validator = validators.get(schema);
  if (!validator) validators.set(schema, (validator = ajv.compile(schema)));
  return validator;
}
