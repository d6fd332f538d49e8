import { randomInt, randomUUID } from "node:crypto";
import { passwordPolicy } from "#lib/domain/password";
import { attributeFaults } from "#lib/domain/user-pool";
import { recordFrom } from "../attributes.ts";
import { checkedEmail, checkedPassword, checkSchema } from "../checks.ts";
import { CognitoFault, userNotFound } from "../errors.ts";
import type { User } from "../internals.ts";
import { changeUser, checkPoolOf, findUser, type Actions, type Call, type Pool } from "../pool.ts";
import { attributesIn, optionalTextIn, textIn } from "../request.ts";

/**
 * A user made by an administrator. Required attributes need not be there, PreSignUp runs, PostConfirmation never does.
 * cognito-local's own leaves PreSignUp out, and makes temporary passwords that no policy would take.
 */
export const adminCreateUserActions: Actions = { AdminCreateUser: adminCreateUser };

async function adminCreateUser(pool: Pool, call: Call): Promise<object> {
  checkPoolOf(pool, call);
  const email = checkedEmail(textIn(call.request, "Username"));
  const password = checkedPassword(
    optionalTextIn(call.request, "TemporaryPassword") ?? temporaryPassword(),
  );
  const resend = call.request["MessageAction"] === "RESEND";
  return await pool.locks.run(`email ${email.toLowerCase()}`, async () => {
    const found = await findUser(pool, call, email);
    const user = resend
      ? await userWithNewPassword(pool, call, found, password)
      : await newUser(pool, call, found, email, password);
    if (call.request["MessageAction"] !== "SUPPRESS") {
      pool.messages.send("AdminCreateUser", email, password);
    }
    return { User: shownUser(user) };
  });
}

async function newUser(
  pool: Pool,
  call: Call,
  found: User | undefined,
  email: string,
  password: string,
): Promise<User> {
  if (found) throw new CognitoFault("UsernameExistsException", "User account already exists");
  const given = recordFrom(attributesIn(call.request, "UserAttributes"));
  checkSchema(attributeFaults(given).filter((fault) => fault.startsWith("Type for attribute")));
  const sub = randomUUID();
  const attributes = Object.entries({ email, ...given, sub });
  const now = pool.clock.get();
  const user: User = {
    Username: sub,
    Attributes: attributes.map(([Name, Value]) => ({ Name, Value })),
    Enabled: true,
    Password: await pool.hashPassword(password),
    UserStatus: "FORCE_CHANGE_PASSWORD",
    UserCreateDate: now,
    UserLastModifiedDate: now,
    RefreshTokens: [],
  };
  await pool.triggers.preSignUp(call.context, {
    clientId: null,
    clientMetadata: call.request["ClientMetadata"],
    source: "PreSignUp_AdminCreateUser",
    username: sub,
    userPoolId: pool.id,
    userAttributes: user.Attributes,
  });
  await pool.users.saveUser(call.context, user);
  call.sub = sub;
  return user;
}

async function userWithNewPassword(
  pool: Pool,
  call: Call,
  found: User | undefined,
  password: string,
): Promise<User> {
  if (!found) throw userNotFound();
  if (found.UserStatus !== "FORCE_CHANGE_PASSWORD") {
    throw new CognitoFault(
      "UnsupportedUserStateException",
      `Resend not possible. ${found.UserStatus} status is not FORCE_CHANGE_PASSWORD`,
    );
  }
  const hash = await pool.hashPassword(password);
  const now = pool.clock.get();
  const renewed = { ...found, Password: hash, UserLastModifiedDate: now };
  await changeUser(pool, call, found.Username, (user) => ({
    ...user,
    Password: hash,
    UserLastModifiedDate: now,
  }));
  return renewed;
}

/** A user as the administrator's responses show it. */
export function shownUser(user: User): object {
  const { Username, Attributes, Enabled, UserStatus, UserCreateDate, UserLastModifiedDate } = user;
  return { Username, Attributes, Enabled, UserStatus, UserCreateDate, UserLastModifiedDate };
}

/** Meets the policy, and has no characters that are mistaken for others. */
function temporaryPassword(): string {
  const kinds = ["abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"] as const;
  const pick = (from: string): string => from.charAt(randomInt(from.length));
  return Array.from({ length: passwordPolicy.minimumLength + 2 }, (_, at) =>
    pick(kinds[at % kinds.length] ?? kinds[0]),
  ).join("");
}
