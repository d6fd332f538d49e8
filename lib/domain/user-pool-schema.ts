import { immutableAttributes, requiredAttributes } from "./user-pool.ts";

/** One attribute of a pool's schema, as `aws.cognito.UserPool` takes it. */
export interface SchemaAttribute {
  readonly name: string;
  readonly attributeDataType: "String";
  readonly required: true;
  readonly mutable: boolean;
  readonly stringAttributeConstraints: { readonly minLength: string; readonly maxLength: string };
}

/** The pool's own attributes. Without the lengths, Cognito's own, each `up` would want to change the schema. */
export const poolSchema: readonly SchemaAttribute[] = requiredAttributes.map((name) => ({
  name,
  attributeDataType: "String",
  required: true,
  mutable: !immutableAttributes.includes(name),
  stringAttributeConstraints: { minLength: "0", maxLength: "2048" },
}));

/** The pool's tag that tells its schema, which the engine itself is told to leave alone. */
export const SCHEMA_TAG = "cruddur:schema";

/**
 * The schema as the value of SCHEMA_TAG: `email:fixed name preferred_username`. In a preview a change of this tag on a
 * pool that exists is a change of the schema, which cannot be carried out.
 */
export function schemaTagOf(schema: readonly SchemaAttribute[] = poolSchema): string {
  return schema.map(({ name, mutable }) => (mutable ? name : `${name}:fixed`)).join(" ");
}

/** Problem and hint for a changed schema of an existing pool; both schemas as the value of SCHEMA_TAG. */
export function schemaChange(found: string, wanted: string): { problem: string; hint: string } {
  return {
    problem: `The user pool's attributes cannot be changed once it exists: it has "${found}", lib/domain/user-pool.ts asks for "${wanted}".`,
    hint: [
      "Take the change back, and keep what is new as a column of the table users;",
      "or make a second pool beside this one and move the accounts, whose passwords nobody can read:",
      "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-import-using-lambda.html",
    ].join("\n"),
  };
}
