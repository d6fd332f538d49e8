import type { Cognito } from "../account/cognito.ts";
import type { Session } from "../account/session.ts";

/** What the account panel shows. */
export type Step =
  | { name: "welcome" }
  | { name: "sign-up" }
  | { name: "sign-in"; notice?: string }
  /** `coolDown`: a code has just been sent, so the next one has to wait. */
  | { name: "confirm"; coolDown: boolean }
  | { name: "forgot" }
  | { name: "reset" };

/** What every step's form works with. */
export interface StepContext {
  cognito: Cognito;
  session: Session;
  /** The local copy's mailbox page, or null. */
  mailbox: string | null;
  /** What has been typed so far, carried from step to step. In memory only. */
  typed: { email: string; password: string };
  go(step: Step): void;
}

/** Signs in with what has been typed; on success the session tells the panel. */
export async function signIn({ cognito, session, typed }: StepContext): Promise<void> {
  const result = await cognito.InitiateAuth(typed.email, typed.password);
  typed.password = "";
  session.begin(result);
}
