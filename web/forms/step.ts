import type { Cognito } from "../account/cognito.ts";
import type { Session } from "../account/session.ts";
import type { Mailbox } from "../config.ts";

/** A view of the account panel, with its parameters. */
export type Step =
  | { name: "welcome" }
  | { name: "sign-up" }
  | { name: "sign-in"; notice?: string }
  /** `coolDown`: a code has just been sent, so the next one has to wait. */
  | { name: "confirm"; coolDown: boolean }
  | { name: "forgot" }
  | { name: "reset" };

/** Everything that a step's form is given. */
export interface StepContext {
  cognito: Cognito;
  session: Session;
  mailbox: Mailbox | null;
  /** The address and password typed so far, carried from step to step. In memory only. */
  typed: { email: string; password: string };
  go(step: Step): void;
}

/** Signs in with what has been typed; on success the session tells the panel. */
export async function signIn({ cognito, session, typed }: StepContext): Promise<void> {
  const result = await cognito.InitiateAuth(typed.email, typed.password);
  typed.password = "";
  session.begin(result);
}
