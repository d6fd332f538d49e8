import { FUNCTIONS } from "#lib/domain/functions";
import type { InvokeTrigger } from "./cognito/triggers/lambda.ts";
import type { LambdaHost } from "./lambda-host/lambda-host.ts";

/** How the user pool calls its trigger functions: through the Lambda host, as Cognito does through Lambda. */
export function triggersOf(lambda: LambdaHost): InvokeTrigger {
  return async (trigger, event) => {
    const spec = FUNCTIONS.find((candidate) => candidate.trigger === trigger);
    const outcome = spec && (await lambda.invoke(spec.name, event));
    if (!outcome) {
      return { ok: false, kind: "unreachable", message: `${trigger} has no function` };
    }
    switch (outcome.kind) {
      case "result":
        return { ok: true, payload: JSON.parse(outcome.payload) as unknown };
      case "timeout":
        return { ok: false, kind: "timeout" };
      case "function-error":
        return { ok: false, ...outcome, kind: "function-error" };
    }
  };
}
