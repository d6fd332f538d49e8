import { attributeFaults, passwordFaults, writableAttributes } from "#lib/user-pool";
import { recordFrom, withAttributes } from "../attributes.ts";
import {
  CognitoFault,
  expiredCode,
  invalidParameter,
  notAuthorized,
  usernameExists,
} from "../errors.ts";
import type { Attribute, User } from "../internals.ts";
import { deliveryTo } from "../mail.ts";
import { clientOf, findUser, type Actions, type Call, type Pool } from "../pool.ts";
import { attributesIn, passwordIn, textIn } from "../request.ts";

/** SignUp, ConfirmSignUp, ResendConfirmationCode. */
export const signUpActions: Actions = { SignUp: signUp, ConfirmSignUp: confirmSignUp };

async function signUp(pool: Pool, call: Call): Promise<object> {
  await clientOf(pool, call);
  const email = checkedEmail(textIn(call.request, "Username"));
  const password = checkedPassword(passwordIn(call.request, "Password"));
  const attributes = checkedAttributes(attributesIn(call.request, "UserAttributes"), email);
  // Two at once would both find the address free: cognito-local looks, asks PreSignUp, and only then writes.
  return await pool.locks.run(`email ${email.toLowerCase()}`, async () => {
    if (await findUser(pool, call, email)) throw usernameExists();
    const response = await pool.upstream(call, {
      ...call.request,
      Username: email,
      Password: await pool.hashPassword(password),
      UserAttributes: attributes,
    });
    call.sub = (response as { UserSub: string }).UserSub;
    const confirmed = call.context.decisions?.autoConfirmed === true;
    return { ...response, CodeDeliveryDetails: confirmed ? undefined : deliveryTo(email) };
  });
}

async function confirmSignUp(pool: Pool, call: Call): Promise<object> {
  await clientOf(pool, call);
  const code = textIn(call.request, "ConfirmationCode");
  const found = await findUser(pool, call, textIn(call.request, "Username"));
  // As with a code that was never sent: nobody learns who has an account.
  if (!found) throw expiredCode();
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
  if (user.UserStatus !== "UNCONFIRMED") {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.UserStatus}`);
  }
}

/** @throws InvalidParameterException, unless it can be a username of this pool */
export function checkedEmail(username: string): string {
  if (!username.includes("@")) throw invalidParameter("Username should be an email.");
  // Cognito's own check is no stricter, and the code that is sent there is the real one.
  if (username.length <= 128 && /^[^\s@"<>(),;:\\]+@[^\s@.]+(\.[^\s@.]+)+$/.test(username))
    return username;
  throw invalidParameter("Invalid email address format.");
}

/** @throws InvalidPasswordException, naming the first rule of the policy that is not met */
export function checkedPassword(password: string): string {
  const [fault] = passwordFaults(password);
  if (fault === undefined) return password;
  throw new CognitoFault(
    "InvalidPasswordException",
    `Password did not conform with policy: ${fault}`,
  );
}

function checkedAttributes(given: Attribute[], email: string): Attribute[] {
  const attributes = recordFrom(given);
  const faults = attributeFaults({ email, ...attributes });
  if (faults.length > 0) {
    throw invalidParameter(`Attributes did not conform to the schema: ${faults.join("\n")}`);
  }
  if (given.some(({ Name }) => !writableAttributes.includes(Name))) {
    throw notAuthorized("A client attempted to write unauthorized attribute");
  }
  if ((attributes["email"] ?? email).toLowerCase() !== email.toLowerCase()) {
    throw invalidParameter("The username and the attribute email must be the same address.");
  }
  return given;
}
