/** A Lambda function of the program. The folder `lambda/<name>/` holds its `handler.ts`. */
export interface FunctionSpec {
  readonly name: "pre-sign-up" | "post-confirmation" | "post-authentication" | "api" | "migrator";
  /** The database role it connects as (`lib/domain/access.ts`). */
  readonly role: "cruddur_sign_up" | "cruddur_api" | "cruddur_migrator";
  /** Cognito's name of the trigger that calls it; none for the HTTP API and the migrator. */
  readonly trigger?: "PreSignUp" | "PostConfirmation" | "PostAuthentication";
  /**
   * Seconds after which Lambda ends an invocation. Cognito gives a trigger 5 s and this cannot be changed
   * (docs.aws.amazon.com, "Customizing user pool workflows with Lambda triggers"); a longer one only costs.
   */
  readonly timeoutSeconds: number;
  readonly memoryMib: number;
}

export const FUNCTIONS: readonly FunctionSpec[] = [
  {
    name: "pre-sign-up",
    role: "cruddur_sign_up",
    trigger: "PreSignUp",
    timeoutSeconds: 5,
    memoryMib: 512,
  },
  {
    name: "post-confirmation",
    role: "cruddur_sign_up",
    trigger: "PostConfirmation",
    timeoutSeconds: 5,
    memoryMib: 512,
  },
  {
    name: "post-authentication",
    role: "cruddur_sign_up",
    trigger: "PostAuthentication",
    timeoutSeconds: 5,
    memoryMib: 512,
  },
  { name: "api", role: "cruddur_api", timeoutSeconds: 10, memoryMib: 512 },
  // It is invoked by `pulumi up`, once a change; a migration may well rewrite a table.
  { name: "migrator", role: "cruddur_migrator", timeoutSeconds: 300, memoryMib: 512 },
];

/** Those that answer people, which the local copy runs too; there the chores do the migrator's work. */
export const SERVING_FUNCTIONS: readonly FunctionSpec[] = FUNCTIONS.filter(
  ({ name }) => name !== "migrator",
);

export type FunctionName = FunctionSpec["name"];

export function functionNamed(name: FunctionName): FunctionSpec {
  return FUNCTIONS.find((spec) => spec.name === name)!;
}
