import { CognitoFault } from "../errors.ts";
import {
  changeUser,
  checkPoolOf,
  clientOf,
  findUser,
  namedUser,
  signedInUser,
  type Actions,
  type Call,
  type Pool,
} from "../pool.ts";
import { textIn } from "../request.ts";

/** Ending one sign-in, or all of a user's: refresh tokens, and access tokens where Cognito itself takes them. */
export const signOutActions: Actions = {
  GlobalSignOut: globalSignOut,
  RevokeToken: revokeToken,
};

export const adminSignOutActions: Actions = { AdminUserGlobalSignOut: adminUserGlobalSignOut };

async function globalSignOut(pool: Pool, call: Call): Promise<object> {
  const { Username } = await signedInUser(pool, call);
  return await endEverySignIn(pool, call, Username);
}

async function adminUserGlobalSignOut(pool: Pool, call: Call): Promise<object> {
  checkPoolOf(pool, call);
  const { Username } = await namedUser(pool, call);
  return await endEverySignIn(pool, call, Username);
}

async function endEverySignIn(pool: Pool, call: Call, username: string): Promise<object> {
  await changeUser(pool, call, username, (user) => ({ ...user, RefreshTokens: [] }));
  return {};
}

async function revokeToken(pool: Pool, call: Call): Promise<object> {
  const { ClientId } = await clientOf(pool, call);
  const token = textIn(call.request, "Token");
  if (pool.tokens.useOf(token) === "access" || pool.tokens.useOf(token) === "id") {
    throw new CognitoFault("UnsupportedTokenTypeException", "Unsupported token type");
  }
  const signIn = pool.tokens.signInOf(token, ClientId);
  const user = await findUser(pool, call, signIn.username);
  // Once more is no mistake: whoever signs out wants the token gone, and it is.
  if (!user) return {};
  await changeUser(pool, call, user.Username, (user) => ({
    ...user,
    RefreshTokens: user.RefreshTokens.filter((kept) => pool.tokens.idIn(kept) !== signIn.id),
  }));
  return {};
}
