import type { Action } from "../pool.ts";
import { signInActions } from "./sign-in.ts";
import { signUpActions } from "./sign-up.ts";

/** Every action the local Cognito has, by its name. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({ ...signUpActions, ...signInActions }),
);
