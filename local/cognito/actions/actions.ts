import type { Action } from "../pool.ts";
import { accountActions } from "./account.ts";
import { adminCreateUserActions } from "./admin-create-user.ts";
import { adminUserActions } from "./admin-users.ts";
import { confirmSignUpActions } from "./confirm-sign-up.ts";
import { listUsersActions } from "./list-users.ts";
import { newPasswordActions } from "./new-password.ts";
import { passwordResetActions } from "./password-reset.ts";
import { poolActions } from "./pool-actions.ts";
import { adminSignInActions, signInActions } from "./sign-in.ts";
import { adminSignOutActions, signOutActions } from "./sign-out.ts";
import { signUpActions } from "./sign-up.ts";

/** Those that real Cognito does for anybody who has a client's id, a code or an access token. */
const openActions = {
  ...signUpActions,
  ...confirmSignUpActions,
  ...signInActions,
  ...newPasswordActions,
  ...signOutActions,
  ...passwordResetActions,
  ...accountActions,
};

/** Those that it does for AWS credentials only. */
const adminActions = {
  ...adminSignInActions,
  ...adminSignOutActions,
  ...adminCreateUserActions,
  ...adminUserActions,
  ...listUsersActions,
  ...poolActions,
};

/** Every action the local Cognito has, by its name. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({ ...openActions, ...adminActions }),
);

/** Whether real Cognito would want AWS credentials for it. */
export const isAdminAction = (name: string): boolean => Object.hasOwn(adminActions, name);
