import type { Target } from "#lib/domain/target";
import { applyRoles } from "../access/access.ts";
import { rolePasswords } from "../access/role-passwords.ts";
import { takeChoreLock } from "./chore-lock.ts";
import { createDatabase } from "../provision.ts";
import { onMaintenance } from "./on-maintenance.ts";
import { seeDatabases } from "./signature.ts";
import { companionsOf } from "./swap.ts";

export interface CreateOptions {
  readonly dryRun: boolean;
  note(text: string): void;
}

/** Makes a target's database, empty, when it is missing; on a local server its roles too. @returns whether it was missing */
export async function create(target: Target, options: CreateOptions): Promise<boolean> {
  const { database } = target.parameters;
  companionsOf(database);
  return onMaintenance(target, "db:create", async (admin) => {
    if ((await seeDatabases(admin, [database])).has(database)) return false;
    if (options.dryRun) return true;
    await takeChoreLock(admin, options.note);
    if (target.isLocal) {
      await applyRoles(admin, await rolePasswords(admin, target, { command: "db:setup" }));
    }
    await createDatabase(admin, database);
    return true;
  });
}
