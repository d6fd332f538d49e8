import { ROLES } from "#lib/domain/access";
import type { Target } from "#lib/domain/target";
import { applyGrants, applyRoles } from "./access.ts";
import { withClient } from "../connection/connect.ts";
import { rolePasswords } from "./role-passwords.ts";
import { requireSafeTarget, type Consent } from "../fence/fence.ts";

export interface AccessOptions {
  readonly chore: string;
  readonly consent: Consent;
  readonly dryRun: boolean;
}

/**
 * Makes the roles of a target's server and the privileges in its database what the access model says, all or nothing.
 * Before the first migration there are no tables to give anything of.
 *
 * Throws what the fence throws, and the server's errors. Returns the roles' names.
 */
export async function applyTargetAccess(
  target: Target,
  { chore, consent, dryRun }: AccessOptions,
): Promise<string[]> {
  const action = { chore, what: "change roles and privileges", kind: "changes" } as const;
  const roles = ROLES.map(({ name }) => name);
  return withClient(target.parameters, chore, async (client) => {
    await requireSafeTarget(client, target, action, consent);
    if (dryRun) return roles;
    const { rowCount } = await client.query("select from pg_roles where rolname = 'rdsadmin'");
    // Off this machine services log in by IAM, or by passwords that are not ours to change.
    const passwords = target.isLocal
      ? await rolePasswords(client, target, { confirm: consent.confirm, command: chore })
      : new Map();
    await client.query("begin");
    await applyRoles(client, passwords, rowCount === 1 ? "rds" : "own");
    await applyGrants(client);
    await client.query("commit");
    return roles;
  });
}
