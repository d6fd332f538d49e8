import { RefusedError } from "#lib/errors";
import type { DeployedMigrations } from "#lib/plan/deployed-migrations";
import { refuseEmptyMigrations } from "./empty.ts";
import { readMigration, type Migration } from "./file.ts";
import { listMigrations, MIGRATIONS_DIRECTORY } from "./migrate.ts";

/**
 * Throws a UserError for what the migrator would refuse half-way through an up, as far as files and git tell it: names,
 * numbers, parts, what is still to be written, and, as a RefusedError, what was edited, taken away or put between since
 * an up.
 *
 * Returns warnings, in lines, of what may have been: the edit may have been deployed before it was committed. The
 * migrator looks again, by what the database has.
 */
export async function refuseUndeployable(
  deployed: readonly DeployedMigrations[],
  directory = MIGRATIONS_DIRECTORY,
): Promise<string[]> {
  const migrations = await listMigrations(directory);
  for (const { file } of migrations) await readMigration(file);
  await refuseEmptyMigrations(migrations);
  return deployed.flatMap((of) => {
    const fault = faultOf(of, migrations);
    if (fault === undefined) return [];
    if (!of.isDirty) throw new RefusedError(`${fault.problem}. Nothing was done.`, fault.hint);
    return `${fault.problem}. Unless that came with what was not committed then, the migrator will refuse it, half-way through the up. ${fault.hint}`;
  });
}

function faultOf(
  { commit, edited, gone, all }: DeployedMigrations,
  migrations: readonly Migration[],
): { readonly problem: string; readonly hint: string } | undefined {
  if (gone.length > 0) {
    return {
      problem: `Commit ${commit} was deployed with ${gone.join(", ")}, which this checkout lacks`,
      hint: `Bring it back: git merge ${commit}, or git checkout ${commit} -- sql/migrations/${gone[0]}`,
    };
  }
  if (edited.length > 0) {
    return {
      problem: `${edited.join(", ")} was edited after it was deployed with commit ${commit}`,
      hint: `Undo the edit (git checkout ${commit} -- sql/migrations/${edited[0]}) and write a new migration for the change.`,
    };
  }
  const newest = all.toSorted().at(-1);
  const slipped = migrations.find(
    ({ name }) => newest && `${name}.sql` < newest && !all.includes(`${name}.sql`),
  );
  return (
    slipped && {
      problem: `sql/migrations/${slipped.name}.sql comes before ${newest}, which is deployed already`,
      hint: "Give it a number after the newest one.",
    }
  );
}
