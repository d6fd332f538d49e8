import type { Context, PostAuthenticationTriggerEvent } from "aws-lambda";
import { run } from "#lib/sql/statement";
import { findUser } from "#sql/find-user";
import { confirmedUserFrom } from "../shared/attributes.ts";
import { withinBudget } from "../shared/budget.ts";
import { openDatabase } from "../shared/database.ts";
import { errorDetails, log } from "../shared/log.ts";
import { registerUser } from "../shared/register-user.ts";
import { keptWarm } from "../shared/warm.ts";

const database = openDatabase("post-authentication");

/**
 * Cognito calls this at each sign-in with a password. It writes the user's row when the confirmation could not,
 * and for users that an administrator created. It never keeps anybody from signing in.
 */
export const handler = keptWarm(async (event: PostAuthenticationTriggerEvent, context: Context) => {
  const user = confirmedUserFrom(event.userName, event.request.userAttributes);
  const where = { requestId: context.awsRequestId, sub: user?.cognitoUserId };
  try {
    if (!user) throw new Error("the event has no sub or no email");
    await withinBudget(context, async () => {
      const [known] = await run(database, findUser, user);
      if (known) return;
      await registerUser(database, user);
      log("info", "user_registered", where);
    });
  } catch (error) {
    log("error", "profile_pending", where, errorDetails(error));
  }
  return event;
});
