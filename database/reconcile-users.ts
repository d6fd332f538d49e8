import type pg from "pg";
import { messageOf } from "#lib/errors";
import type { Queryable } from "#lib/sql/statement";
import type { Target } from "#lib/domain/target";
import { requireSafeTarget, type Consent } from "./fence/fence.ts";
import { withWatchedClient } from "./connection/lock-watch.ts";
import { asOwner } from "./provision.ts";

/** A confirmed user of a pool; what `lambda/shared/register-user.ts` writes. */
export interface PoolMember {
  /** The `sub`. */
  readonly cognitoUserId: string;
  readonly userName: string;
  readonly email: string;
  readonly displayName: string;
  readonly handle: string;
}

/** `linked`: the row waited for a Cognito user. `written`: there was no row. */
export interface Reconciled {
  readonly handle: string;
  readonly cognitoUserId: string;
  readonly action: "none" | "linked" | "written" | "failed";
  /** Why it failed. */
  readonly problem?: string;
}

export interface ReconcileOptions {
  readonly chore: string;
  readonly consent: Consent;
  /** False to only say what would be done. */
  readonly apply: boolean;
  /** Writes or links one user, as the sign-up does. */
  register(database: Queryable, user: PoolMember): Promise<{ readonly handle: string }>;
}

/**
 * Brings the rows of `users` together with a pool's confirmed users: links rows that wait for their Cognito user (the
 * seeds' `MOCK`, or one that was deleted) by their email, and writes rows that are missing. Never deletes.
 */
export async function reconcileUsers(
  target: Target,
  members: readonly PoolMember[],
  options: ReconcileOptions,
): Promise<Reconciled[]> {
  const { chore, consent, apply, register } = options;
  const action = { chore, what: "link users to the user pool", kind: "changes" } as const;
  return withWatchedClient(target.parameters, chore, consent.note, async (client) => {
    await requireSafeTarget(client, target, action, consent);
    return asOwner(client, async () => {
      const outcomes: Reconciled[] = [];
      for (const member of members) {
        const { handle, cognitoUserId } = member;
        const wanted = await wantedFor(client, member);
        if (wanted === "none" || !apply) {
          outcomes.push({ handle, cognitoUserId, action: wanted });
          continue;
        }
        try {
          // One that fails takes nobody else with it.
          const row = await register(client, member);
          outcomes.push({ handle: row.handle, cognitoUserId, action: wanted });
        } catch (error) {
          outcomes.push({ handle, cognitoUserId, action: "failed", problem: messageOf(error) });
        }
      }
      return outcomes;
    });
  });
}

async function wantedFor(
  client: pg.Client,
  { cognitoUserId, email }: PoolMember,
): Promise<"none" | "linked" | "written"> {
  const { rows } = await client.query<{ is_linked: boolean; has_row: boolean }>(
    `select
       exists (select from public.users where cognito_user_id = $1) as is_linked,
       exists (select from public.users where lower(email) = lower($2)) as has_row`,
    [cognitoUserId, email],
  );
  const { is_linked: isLinked, has_row: hasRow } = rows[0]!;
  return isLinked ? "none" : hasRow ? "linked" : "written";
}
