/** A Lambda function of the program. The folder `lambda/<name>/` holds its `handler.ts`. */
export interface FunctionSpec {
  readonly name: "pre-sign-up" | "post-confirmation" | "post-authentication" | "api";
  /** The database role it connects as (`lib/access.ts`). */
  readonly role: "cruddur_sign_up" | "cruddur_api";
  /** Cognito's name of the trigger that calls it; none for the HTTP API. */
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
];

export type FunctionName = FunctionSpec["name"];
