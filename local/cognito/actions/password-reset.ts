import { attributesOf } from "../attributes.ts";
import { checkedPassword } from "../checks.ts";
import { codeMismatch, invalidParameter, notAuthorized } from "../errors.ts";
import { deliveryTo } from "../mail.ts";
import {
  changeUser,
  clientOf,
  findUser,
  signedInUser,
  type Actions,
  type Call,
  type Pool,
} from "../pool.ts";
import { passwordIn, textIn } from "../request.ts";

/** A new password for somebody who has forgotten the old one, or who knows it. */
export const passwordResetActions: Actions = {
  ForgotPassword: forgotPassword,
  ConfirmForgotPassword: confirmForgotPassword,
  ChangePassword: changePassword,
};

async function forgotPassword(pool: Pool, call: Call): Promise<object> {
  await clientOf(pool, call);
  const name = textIn(call.request, "Username");
  const user = await findUser(pool, call, name);
  // Answered as if a code were on its way: nobody learns who has an account.
  if (!user?.Enabled) return { CodeDeliveryDetails: deliveryTo(name) };
  if (user.UserStatus === "FORCE_CHANGE_PASSWORD") {
    throw notAuthorized("User password cannot be reset in the current state.");
  }
  const { email, email_verified } = attributesOf(user);
  if (email === undefined || email_verified !== "true") {
    throw invalidParameter(
      "Cannot reset password for the user as there is no registered/verified email or phone_number",
    );
  }
  const code = pool.otp();
  await changeUser(pool, call, user.Username, (user) => ({ ...user, ResetCode: code }));
  pool.messages.send("ForgotPassword", email, code);
  return { CodeDeliveryDetails: deliveryTo(email) };
}

async function confirmForgotPassword(pool: Pool, call: Call): Promise<object> {
  const { ClientId } = await clientOf(pool, call);
  const code = textIn(call.request, "ConfirmationCode");
  const password = checkedPassword(passwordIn(call.request, "Password"));
  const found = await findUser(pool, call, textIn(call.request, "Username"));
  if (!found?.Enabled) throw codeMismatch();
  const hash = await pool.hashPassword(password);
  return await pool.locks.run(`confirm ${found.Username}`, async () => {
    const user = await findUser(pool, call, found.Username);
    if (!user) throw codeMismatch();
    const now = pool.clock.get();
    pool.codes.check(user, "ResetCode", code, now.getTime());
    await changeUser(pool, call, user.Username, (user) => ({
      ...user,
      Password: hash,
      UserStatus: "CONFIRMED",
      ResetCode: undefined,
      UserLastModifiedDate: now,
    }));
    await pool.triggers.postConfirmation(call.context, {
      clientId: ClientId,
      clientMetadata: call.request["ClientMetadata"],
      source: "PostConfirmation_ConfirmForgotPassword",
      username: user.Username,
      userPoolId: pool.id,
      userAttributes: user.Attributes,
    });
    return {};
  });
}

async function changePassword(pool: Pool, call: Call): Promise<object> {
  const user = await signedInUser(pool, call);
  const previous = await pool.hashPassword(passwordIn(call.request, "PreviousPassword"));
  const proposed = checkedPassword(passwordIn(call.request, "ProposedPassword"));
  if (previous !== user.Password) throw notAuthorized("Incorrect username or password.");
  const hash = await pool.hashPassword(proposed);
  await changeUser(pool, call, user.Username, (user) => ({
    ...user,
    Password: hash,
    UserLastModifiedDate: pool.clock.get(),
  }));
  return {};
}
