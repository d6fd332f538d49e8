import { UserError } from "#lib/errors";
import type { DeployedMigrations } from "#lib/plan/deployed-migrations";
import { refuseEmptyMigrations } from "./empty.ts";
import { readMigration } from "./file.ts";
import { listMigrations, MIGRATIONS_DIRECTORY } from "./migrate.ts";

/**
 * Throws a UserError for what the migrator would refuse half-way through an up, as far as files and git tell it: names,
 * numbers, parts, what is still to be written, and what was edited, taken away or put between since the last up.
 *
 * @param deployed undefined where git does not know it; the migrator itself looks again, by what the database has
 */
export async function refuseUndeployable(
  deployed: DeployedMigrations | undefined,
  directory = MIGRATIONS_DIRECTORY,
): Promise<void> {
  const migrations = await listMigrations(directory);
  for (const { file } of migrations) await readMigration(file);
  await refuseEmptyMigrations(migrations);
  if (deployed === undefined) return;
  const { commit, edited, gone, all } = deployed;
  if (gone.length > 0) {
    throw new UserError(
      `Commit ${commit} was deployed with ${gone.join(", ")}, which this checkout lacks. Nothing was done.`,
      `Bring it back: git merge ${commit}, or git checkout ${commit} -- sql/migrations/${gone[0]}`,
    );
  }
  if (edited.length > 0) {
    throw new UserError(
      `${edited.join(", ")} was edited after it was deployed with commit ${commit}. Nothing was done.`,
      `Undo the edit (git checkout ${commit} -- sql/migrations/${edited[0]}) and write a new migration for the change.`,
    );
  }
  const newest = all.toSorted().at(-1);
  const slipped = migrations.find(
    ({ name }) => newest && `${name}.sql` < newest && !all.includes(`${name}.sql`),
  );
  if (slipped) {
    throw new UserError(
      `sql/migrations/${slipped.name}.sql comes before ${newest}, which is deployed already. Nothing was done.`,
      "Give it a number after the newest one.",
    );
  }
}
