import { randomBytes } from "node:crypto";
import { passwordPolicy, tokenValidity } from "#lib/user-pool";
import { attributesOf } from "../attributes.ts";
import { CognitoFault, invalidParameter, notAuthorized, wrongCredentials } from "../errors.ts";
import type { AppClient, User } from "../internals.ts";
import { clientOf, findUser, hasSignIn, type Actions, type Call, type Pool } from "../pool.ts";
import { mapIn, optionalTextIn, textIn } from "../request.ts";

/** InitiateAuth, in every flow this pool's client has. */
export const signInActions: Actions = {
  InitiateAuth: initiateAuth,
  AdminInitiateAuth: initiateAuth,
};

const sessionMinutes = 3;
const dayMs = 86_400_000;

async function initiateAuth(pool: Pool, call: Call): Promise<object> {
  const client = await clientOf(pool, call);
  const flow = textIn(call.request, "AuthFlow");
  const passwordFlow =
    call.action === "InitiateAuth" ? "USER_PASSWORD_AUTH" : "ADMIN_USER_PASSWORD_AUTH";
  if (flow === passwordFlow) return await signInByPassword(pool, call);
  if (flow === "REFRESH_TOKEN_AUTH" || flow === "REFRESH_TOKEN") {
    return await signInByRefreshToken(pool, call, client);
  }
  if (flow === "USER_SRP_AUTH") {
    throw invalidParameter(
      `The local Cognito does not do USER_SRP_AUTH; sign in with ${passwordFlow}, or against AWS.`,
    );
  }
  throw invalidParameter(`${flow} is not enabled for the client.`);
}

async function signInByPassword(pool: Pool, call: Call): Promise<object> {
  const parameters = mapIn(call.request, "AuthParameters");
  const name = parameter(parameters, "USERNAME");
  const password = await pool.hashPassword(parameter(parameters, "PASSWORD"));
  const user = await findUser(pool, call, name);
  if (!user || user.Password !== password) throw wrongCredentials();
  if (!user.Enabled) throw notAuthorized("User is disabled.");
  if (user.UserStatus === "FORCE_CHANGE_PASSWORD") return newPasswordChallenge(pool, user);
  // cognito-local has no PostAuthentication in its AdminInitiateAuth; its InitiateAuth is the same otherwise.
  const response = await pool.upstream(
    { ...call, action: "InitiateAuth" },
    {
      ...call.request,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: user.Username, PASSWORD: password },
    },
  );
  const { AuthenticationResult } = response as { AuthenticationResult: object };
  return { ChallengeParameters: {}, AuthenticationResult: withLife(AuthenticationResult) };
}

async function signInByRefreshToken(pool: Pool, call: Call, client: AppClient): Promise<object> {
  const token = parameter(mapIn(call.request, "AuthParameters"), "REFRESH_TOKEN");
  const signIn = pool.tokens.signInOf(token, client.ClientId);
  const user = await findUser(pool, call, signIn.username);
  if (!user || !hasSignIn(pool, user, signIn.id)) {
    throw notAuthorized("Refresh Token has been revoked");
  }
  if (!user.Enabled) throw notAuthorized("User is disabled.");
  const groups = await pool.users.listUserGroupMembership(call.context, user);
  const { AccessToken, IdToken } = pool.tokens.refresh(user, groups, client, signIn);
  return { ChallengeParameters: {}, AuthenticationResult: withLife({ AccessToken, IdToken }) };
}

function newPasswordChallenge(pool: Pool, user: User): object {
  const now = pool.clock.get().getTime();
  const life = passwordPolicy.temporaryPasswordValidityDays * dayMs;
  if (now > user.UserLastModifiedDate.getTime() + life) {
    throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
  }
  const session = randomBytes(32).toString("base64url");
  pool.sessions.set(session, { username: user.Username, until: now + sessionMinutes * 60_000 });
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: session,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.Username,
      requiredAttributes: JSON.stringify([]),
      userAttributes: JSON.stringify(attributesOf(user)),
    },
  };
}

/** Tokens as a response carries them. */
export function withLife(tokens: object): object {
  return { ...tokens, ExpiresIn: tokenValidity.accessMinutes * 60, TokenType: "Bearer" };
}

function parameter(parameters: Readonly<Record<string, unknown>>, name: string): string {
  const value = optionalTextIn(parameters, name);
  if (value) return value;
  throw new CognitoFault("InvalidParameterException", `Missing required parameter ${name}`);
}
