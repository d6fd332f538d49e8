import { RefusedError, UserError } from "#lib/errors";

/**
 * Throws a RefusedError with each finding of the lint in these files, and a UserError where PostgreSQL cannot read one.
 *
 * @param remedy beside mending them; undefined where there is none
 */
export async function refuseUnsafe(files: readonly string[], remedy?: string): Promise<void> {
  // The parser is large, and is needed only when there is something to run.
  const { describeLintFinding, lintMigrations } = await import("./lint.ts");
  const findings = await lintMigrations(files);
  if (findings.length === 0) return;
  const unreadable = findings.filter(({ rule }) => rule === "syntax");
  const told = (unreadable.length > 0 ? unreadable : findings)
    .map(describeLintFinding)
    .join("\n\n");
  if (unreadable.length > 0) {
    throw new UserError(
      `PostgreSQL cannot read a migration. Nothing was run.\n\n${told}`,
      "Mend the file and run the command again.",
    );
  }
  throw new RefusedError(
    `Migrations would hurt those who use the database. Nothing was run.\n\n${told}`,
    remedy ? `Mend them as it says, or ${remedy}` : "Mend them as it says.",
  );
}
