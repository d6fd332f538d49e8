import { ROLES } from "../domain/access.ts";
import { FUNCTIONS } from "../domain/functions.ts";

/** Each environment of a function keeps one session (`lambda/shared/database.ts`). */
export const SESSIONS_OF_AN_ENVIRONMENT = 1;

/** How many functions Cognito calls; they are one role in the database. */
export const TRIGGERS = FUNCTIONS.filter(({ trigger }) => trigger !== undefined).length;
export const TRIGGER_ROLE = "cruddur_sign_up";
export const API_ROLE = "cruddur_api";

/** The most sessions of a role, which PostgreSQL holds it to (`lib/domain/access.ts`); Infinity without a limit. */
export const limitOf = (role: string) =>
  ROLES.find(({ name }) => name === role)?.connectionLimit ?? Infinity;

/**
 * The most of a key that the role's CONNECTION LIMIT has room for. Without the proxy the old version's environments
 * still have their sessions while a new one starts; the proxy lends to those that run.
 */
export function mostByRole(key: LimitedKey, proxy: boolean): number {
  const { role, each } = LIMITED[key];
  return Math.floor(limitOf(role) / (each * timesOf(key, proxy)));
}

/** The keys that decide sessions: of which role, and how many for `each` one. */
export const LIMITED = {
  triggerConcurrency: { role: TRIGGER_ROLE, each: TRIGGERS * SESSIONS_OF_AN_ENVIRONMENT },
  apiConcurrency: { role: API_ROLE, each: SESSIONS_OF_AN_ENVIRONMENT },
  humanConnections: { role: "cruddur_reader", each: 1 },
} as const;

/** Keys that more sessions come of than one role may open. */
export type LimitedKey = keyof typeof LIMITED;

/** How often they count, at most. */
export const timesOf = (key: LimitedKey, proxy: boolean) =>
  key === "humanConnections" || proxy ? 1 : 2;
