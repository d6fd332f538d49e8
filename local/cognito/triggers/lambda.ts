import { CognitoFault } from "../errors.ts";
import type { UpstreamContext } from "../internals.ts";
import { triggerEventFor, type TriggerCall, type TriggerName } from "./events.ts";

/** The outcome of one invocation of a trigger function, as the Lambda Invoke API tells it. */
export type TriggerResult =
  | { ok: true; payload: unknown }
  | { ok: false; kind: "function-error"; errorType: string; errorMessage: string }
  | { ok: false; kind: "timeout" }
  | { ok: false; kind: "unreachable"; message: string };

/** Carries out one invocation; the time limit (Cognito's is 5 s) is the callee's to keep. */
export type InvokeTrigger = (name: TriggerName, event: object) => Promise<TriggerResult>;

const triggers: readonly string[] = [
  "PreSignUp",
  "PostConfirmation",
  "PostAuthentication",
] satisfies TriggerName[];

/** Cognito asks three times when a function does not answer in time; an answer, even an error, is final. */
const attempts = 3;

/** Stands where cognito-local has its Lambda client. */
export class TriggerLambda {
  readonly #invokeTrigger: InvokeTrigger;

  constructor(invokeTrigger: InvokeTrigger) {
    this.#invokeTrigger = invokeTrigger;
  }

  enabled(trigger: string): boolean {
    return triggers.includes(trigger);
  }

  /** The event's `response` part, as the function returned it. @throws CognitoFault as Cognito reports a failed trigger */
  async invoke(context: UpstreamContext, trigger: TriggerName, call: TriggerCall): Promise<object> {
    const result = await this.#answerTo(trigger, triggerEventFor(trigger, call, context.request));
    if (result.ok) {
      const response = responseIn(result.payload);
      if ("autoConfirmUser" in response && response.autoConfirmUser === true && context.decisions) {
        context.decisions.autoConfirmed = true;
      }
      return response;
    }
    if (result.kind === "function-error") {
      const text = `${trigger} failed with error ${result.errorMessage}.`;
      throw new CognitoFault("UserLambdaValidationException", text);
    }
    const cause =
      result.kind === "timeout" ? "Socket timeout while invoking Lambda function" : result.message;
    throw new CognitoFault(
      "UnexpectedLambdaException",
      `${trigger} invocation failed due to error ${cause}.`,
    );
  }

  async #answerTo(trigger: TriggerName, event: object): Promise<TriggerResult> {
    let result: TriggerResult = { ok: false, kind: "timeout" };
    for (let attempt = 1; attempt <= attempts; attempt++) {
      result = await this.#invokeTrigger(trigger, event);
      if (result.ok || result.kind !== "timeout") break;
    }
    return result;
  }
}

function responseIn(payload: unknown): object {
  const response = (payload as { response?: unknown } | null | undefined)?.response;
  if (typeof response === "object" && response !== null && !Array.isArray(response))
    return response;
  throw new CognitoFault("InvalidLambdaResponseException", "Unrecognizable lambda output");
}
