import { attributesOf, withAttributes } from "../attributes.ts";
import { expiredCode, invalidParameter, notAuthorized } from "../errors.ts";
import type { User } from "../internals.ts";
import { deliveryTo } from "../mail.ts";
import { changeUser, clientOf, findUser, type Actions, type Call, type Pool } from "../pool.ts";
import { textIn } from "../request.ts";

/** The code that completes a sign-up: taken, or sent once more. */
export const confirmSignUpActions: Actions = {
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
};

async function confirmSignUp(pool: Pool, call: Call): Promise<object> {
  await clientOf(pool, call);
  const code = textIn(call.request, "ConfirmationCode");
  const found = await findUser(pool, call, textIn(call.request, "Username"));
  // As with a code that was never sent: nobody learns who has an account.
  if (!found) throw expiredCode();
  // Two at once would both confirm, and PostConfirmation would run for each.
  return await pool.locks.run(`confirm ${found.Username}`, async () => {
    const user = await findUser(pool, call, found.Username);
    if (!user) throw expiredCode();
    checkUnconfirmed(user);
    pool.codes.check(user, "ConfirmationCode", code, pool.clock.get().getTime());
    // Before PostConfirmation runs, which is told of it.
    await pool.users.saveUser(call.context, withAttributes(user, { email_verified: "true" }));
    return await pool.upstream(call, { ...call.request, Username: user.Username });
  });
}

function checkUnconfirmed(user: User): void {
  if (!user.Enabled) throw notAuthorized("User is disabled.");
  if (user.UserStatus === "UNCONFIRMED") return;
  throw notAuthorized(`User cannot be confirmed. Current status is ${user.UserStatus}`);
}

async function resendConfirmationCode(pool: Pool, call: Call): Promise<object> {
  await clientOf(pool, call);
  const name = textIn(call.request, "Username");
  const user = await findUser(pool, call, name);
  if (!user?.Enabled) return { CodeDeliveryDetails: deliveryTo(name) };
  if (user.UserStatus !== "UNCONFIRMED") throw invalidParameter("User is already confirmed.");
  const email = attributesOf(user)["email"] ?? "";
  const code = pool.otp();
  await changeUser(pool, call, user.Username, (user) => ({ ...user, ConfirmationCode: code }));
  pool.messages.send("ResendCode", email, code);
  return { CodeDeliveryDetails: deliveryTo(email) };
}
