import { attributesOf, recordFrom } from "../attributes.ts";
import { checkedPassword } from "../checks.ts";
import {
  changeUser,
  checkPoolOf,
  namedUser,
  type Action,
  type Actions,
  type Call,
  type Pool,
} from "../pool.ts";
import { attributesIn, passwordIn } from "../request.ts";
import { checkEmailFree } from "./account.ts";

/** Actions of an administrator on one user, who is named by email, in any case, or by sub. */
export const adminUserActions: Actions = {
  AdminGetUser: onNamedUser(),
  AdminConfirmSignUp: onNamedUser(),
  AdminDeleteUser: onNamedUser(),
  AdminDeleteUserAttributes: onNamedUser(),
  AdminEnableUser: onNamedUser(),
  AdminAddUserToGroup: onNamedUser(),
  AdminRemoveUserFromGroup: onNamedUser(),
  AdminListGroupsForUser: onNamedUser(),
  AdminDisableUser: adminDisableUser,
  AdminSetUserPassword: adminSetUserPassword,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
};

/** cognito-local's own, given a user that exists and the one name it finds them by. */
function onNamedUser(): Action {
  return async (pool, call) => {
    checkPoolOf(pool, call);
    const { Username } = await namedUser(pool, call);
    return await pool.upstream(call, { ...call.request, Username });
  };
}

async function adminDisableUser(pool: Pool, call: Call): Promise<object> {
  const response = await onNamedUser()(pool, call);
  const { Username } = await namedUser(pool, call);
  await changeUser(pool, call, Username, (user) => ({ ...user, RefreshTokens: [] }));
  return response;
}

async function adminSetUserPassword(pool: Pool, call: Call): Promise<object> {
  checkPoolOf(pool, call);
  const { Username } = await namedUser(pool, call);
  const password = checkedPassword(passwordIn(call.request, "Password"));
  const hash = await pool.hashPassword(password);
  return await pool.upstream(call, { ...call.request, Username, Password: hash });
}

async function adminUpdateUserAttributes(pool: Pool, call: Call): Promise<object> {
  checkPoolOf(pool, call);
  const user = await namedUser(pool, call);
  const given = attributesIn(call.request, "UserAttributes");
  const named = recordFrom(given);
  await checkEmailFree(pool, call, named["email"], user);
  // Cognito lets email_verified be set alone; cognito-local wants the address with it.
  const alone = named["email_verified"] !== undefined && named["email"] === undefined;
  const email = { Name: "email", Value: attributesOf(user)["email"] ?? "" };
  return await pool.upstream(call, {
    ...call.request,
    Username: user.Username,
    UserAttributes: alone ? [...given, email] : given,
  });
}
