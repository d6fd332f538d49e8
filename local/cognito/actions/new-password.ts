import { randomBytes } from "node:crypto";
import { passwordPolicy } from "#lib/domain/password";
import { requiredAttributes } from "#lib/domain/user-pool";
import { attributesOf, withAttributes } from "../attributes.ts";
import { checkedPassword, checkWritable } from "../checks.ts";
import { invalidParameter, notAuthorized } from "../errors.ts";
import type { User } from "../internals.ts";
import {
  changeUser,
  clientOf,
  findUser,
  type Actions,
  type Call,
  type ChallengeSession,
  type Pool,
} from "../pool.ts";
import { mapIn, passwordIn, textIn, type Request } from "../request.ts";
import { withLife } from "../tokens.ts";

/** The second half of a first sign-in with a temporary password. cognito-local would let anybody answer it. */
export const newPasswordActions: Actions = { RespondToAuthChallenge: respondToAuthChallenge };

/** Cognito's default for the life of a challenge. */
const sessionMs = 3 * 60_000;
const dayMs = 86_400_000;
const attributePrefix = "userAttributes.";

/** Asks a user for a password of their own. @throws NotAuthorizedException when the temporary one is too old */
export function newPasswordChallenge(pool: Pool, user: User): object {
  const now = pool.clock.get().getTime();
  const until = user.UserLastModifiedDate.getTime();
  if (now > until + passwordPolicy.temporaryPasswordValidityDays * dayMs) {
    throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
  }
  for (const [id, session] of pool.sessions) if (session.until <= now) pool.sessions.delete(id);
  const session = randomBytes(32).toString("base64url");
  pool.sessions.set(session, { username: user.Username, until: now + sessionMs });
  const { sub: _sub, ...attributes } = attributesOf(user);
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: session,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.Username,
      requiredAttributes: JSON.stringify(
        missingIn(attributes).map((name) => `${attributePrefix}${name}`),
      ),
      userAttributes: JSON.stringify(attributes),
    },
  };
}

async function respondToAuthChallenge(pool: Pool, call: Call): Promise<object> {
  const client = await clientOf(pool, call);
  const challenge = textIn(call.request, "ChallengeName");
  if (challenge !== "NEW_PASSWORD_REQUIRED") {
    throw invalidParameter(`The local Cognito does not pose the challenge ${challenge}.`);
  }
  const responses = mapIn(call.request, "ChallengeResponses");
  const id = textIn(call.request, "Session");
  const found = await findUser(pool, call, textIn(responses, "USERNAME"));
  const user = challenged(pool, pool.sessions.get(id), found);
  const password = checkedPassword(passwordIn(responses, "NEW_PASSWORD"));
  const attributes = attributesFrom(responses);
  const [missing] = missingIn({ ...attributesOf(user), ...attributes });
  if (missing) throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
  const hash = await pool.hashPassword(password);
  pool.sessions.delete(id);
  await changeUser(pool, call, user.Username, (user) => ({
    ...withAttributes(user, attributes),
    Password: hash,
    UserStatus: "CONFIRMED",
    UserLastModifiedDate: pool.clock.get(),
  }));
  await pool.triggers.postAuthentication(call.context, {
    clientId: client.ClientId,
    clientMetadata: call.request["ClientMetadata"],
    source: "PostAuthentication_Authentication",
    username: user.Username,
    userPoolId: pool.id,
    userAttributes: withAttributes(user, attributes).Attributes,
  });
  const signedIn = (await findUser(pool, call, user.Username)) ?? user;
  const groups = await pool.users.listUserGroupMembership(call.context, signedIn);
  const tokens = await pool.tokens.generate(call.context, signedIn, groups, client);
  await pool.users.storeRefreshToken(call.context, tokens.RefreshToken, signedIn);
  return { ChallengeParameters: {}, AuthenticationResult: withLife(tokens) };
}

function challenged(
  pool: Pool,
  session: ChallengeSession | undefined,
  user: User | undefined,
): User {
  if (!user || session?.username !== user.Username) {
    throw notAuthorized("Invalid session for the user, session can only be used once.");
  }
  if (session.until <= pool.clock.get().getTime()) {
    throw notAuthorized("Invalid session for the user, session is expired.");
  }
  return user;
}

function attributesFrom(responses: Request): Record<string, string> {
  const names = Object.keys(responses).filter((name) => name.startsWith(attributePrefix));
  const given = names.map((name) => [name.slice(attributePrefix.length), textIn(responses, name)]);
  const attributes = Object.fromEntries(given) as Record<string, string>;
  checkWritable(Object.keys(attributes));
  if (attributes["email"] !== undefined)
    throw invalidParameter("Cannot modify the email provided.");
  return attributes;
}

const missingIn = (attributes: Readonly<Record<string, string>>): string[] =>
  requiredAttributes.filter((name) => !attributes[name]);
