import type pg from "pg";
import type { Migration } from "./file.ts";
import { appliedMigrations } from "./migrate.ts";

/**
 * `applied`; `pending`; `edited`: the file is not the one that was applied; `gone`: applied, and there is no file;
 * `slipped in`: pending, but before one that is applied.
 */
export type MigrationState = "applied" | "pending" | "edited" | "gone" | "slipped in";

export interface MigrationStatus {
  readonly name: string;
  readonly state: MigrationState;
  /** When it was applied: ISO 8601, UTC. */
  readonly at: string | undefined;
}

/** Every migration of the folder and of the database, in order. Reads only. */
export async function migrationStatus(
  client: pg.Client,
  migrations: readonly Migration[],
): Promise<MigrationStatus[]> {
  const applied = await appliedMigrations(client);
  const newest = [...applied.keys()].at(-1) ?? "";
  const names = new Set([...migrations.map(({ name }) => name), ...applied.keys()]);
  return [...names].sort().map((name) => {
    const file = migrations.find((migration) => migration.name === name);
    const row = applied.get(name);
    return {
      name,
      state: stateOf(name, file, row?.sha256, row !== undefined, newest),
      at: row?.at,
    };
  });
}

function stateOf(
  name: string,
  file: Migration | undefined,
  sha256: string | null | undefined,
  isApplied: boolean,
  newest: string,
): MigrationState {
  if (!file) return "gone";
  if (!isApplied) return name < newest ? "slipped in" : "pending";
  return sha256 && sha256 !== file.sha256 ? "edited" : "applied";
}
