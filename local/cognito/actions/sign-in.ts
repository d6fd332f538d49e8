import { invalidParameter, notAuthorized, wrongCredentials } from "../errors.ts";
import type { AppClient } from "../internals.ts";
import { clientOf, findUser, hasSignIn, type Actions, type Call, type Pool } from "../pool.ts";
import { mapIn, optionalTextIn, textIn, type Request } from "../request.ts";
import { withLife } from "../tokens.ts";
import { newPasswordChallenge } from "./new-password.ts";

/** Signing in, in the flows this pool's client has. */
export const signInActions: Actions = { InitiateAuth: initiateAuth };

export const adminSignInActions: Actions = { AdminInitiateAuth: initiateAuth };

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
  throw invalidParameter(`${flow} flow not enabled for this client`);
}

async function signInByPassword(pool: Pool, call: Call): Promise<object> {
  const parameters = mapIn(call.request, "AuthParameters");
  const name = parameter(parameters, "USERNAME");
  const password = await pool.hashPassword(parameter(parameters, "PASSWORD"));
  const user = await findUser(pool, call, name);
  if (user?.Password !== password) throw wrongCredentials();
  if (!user.Enabled) throw notAuthorized("User is disabled.");
  if (user.UserStatus === "FORCE_CHANGE_PASSWORD") return newPasswordChallenge(pool, user);
  // cognito-local's AdminInitiateAuth leaves PostAuthentication out; its InitiateAuth does all else alike.
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

function parameter(parameters: Request, name: string): string {
  const value = optionalTextIn(parameters, name);
  if (value) return value;
  throw invalidParameter(`Missing required parameter ${name}`);
}
