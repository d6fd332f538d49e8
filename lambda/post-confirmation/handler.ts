import type { Context, PostConfirmationTriggerEvent } from "aws-lambda";
import { confirmedUserFrom } from "../shared/attributes.ts";
import { withinBudget } from "../shared/budget.ts";
import { openDatabase } from "../shared/database.ts";
import { errorDetails, log } from "../shared/log.ts";
import { registerUser } from "../shared/register-user.ts";
import { keptWarm } from "../shared/warm.ts";

const database = openDatabase("post-confirmation");

/**
 * Cognito calls this after a sign-up is confirmed, and after a password reset, which is none of its business.
 * The user is confirmed by now and a retry of the confirmation cannot succeed, so it never fails: it logs
 * `profile_pending`, and the next sign-in or API call writes the row.
 */
export const handler = keptWarm(async (event: PostConfirmationTriggerEvent, context: Context) => {
  if (event.triggerSource !== "PostConfirmation_ConfirmSignUp") return event;
  const user = confirmedUserFrom(event.userName, event.request.userAttributes);
  const where = { requestId: context.awsRequestId, sub: user?.cognitoUserId };
  try {
    if (!user) throw new Error("the event has no sub or no email");
    const { handle } = await withinBudget(context, () => registerUser(database, user));
    log("info", "user_registered", where, { handleKept: handle === user.handle });
  } catch (error) {
    log("error", "profile_pending", where, errorDetails(error));
  }
  return event;
});
