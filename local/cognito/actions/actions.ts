import type { Action } from "../pool.ts";
import { accountActions } from "./account.ts";
import { adminCreateUserActions } from "./admin-create-user.ts";
import { adminUserActions } from "./admin-users.ts";
import { confirmSignUpActions } from "./confirm-sign-up.ts";
import { listUsersActions } from "./list-users.ts";
import { newPasswordActions } from "./new-password.ts";
import { passwordResetActions } from "./password-reset.ts";
import { poolActions } from "./pool-actions.ts";
import { signInActions } from "./sign-in.ts";
import { signOutActions } from "./sign-out.ts";
import { signUpActions } from "./sign-up.ts";

/** Every action the local Cognito has, by its name. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    ...signUpActions,
    ...confirmSignUpActions,
    ...signInActions,
    ...newPasswordActions,
    ...signOutActions,
    ...passwordResetActions,
    ...accountActions,
    ...adminCreateUserActions,
    ...adminUserActions,
    ...listUsersActions,
    ...poolActions,
  }),
);
