import type { Context, PreSignUpTriggerEvent } from "aws-lambda";
import { withinBudget } from "../shared/budget.ts";
import { databaseFault } from "../shared/database-errors.ts";
import { openDatabase } from "../shared/database.ts";
import { errorDetails, log } from "../shared/log.ts";
import { keptWarm } from "../shared/warm.ts";
import { RefusedSignUp, reserveHandle } from "./reserve-handle.ts";

const database = openDatabase("pre-sign-up");

/**
 * Cognito calls this before it creates a user. It fails closed: while the handle cannot be reserved nobody is
 * created. Users that an administrator creates come without a handle and are let through.
 */
export const handler = keptWarm(async (event: PreSignUpTriggerEvent, context: Context) => {
  if (event.triggerSource !== "PreSignUp_SignUp") return event;
  const { awsRequestId: requestId } = context;
  try {
    await withinBudget(context, () => reserveHandle(database, event));
    log("info", "handle_reserved", { requestId });
    return event;
  } catch (error) {
    if (error instanceof RefusedSignUp) {
      log("info", "sign_up_refused", { requestId }, { code: error.message });
      throw error;
    }
    // What the database refuses of a person's input is no fault of ours, and rings no alarm.
    const level = databaseFault(error) === "invalid" ? "warn" : "error";
    log(level, "sign_up_refused", { requestId }, { code: "TRY_LATER", ...errorDetails(error) });
    throw new RefusedSignUp("TRY_LATER");
  }
});
