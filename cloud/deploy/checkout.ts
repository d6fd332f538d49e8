import path from "node:path";
import type { Checkout } from "#lib/plan/head/checkout-text";
import type { DeployedMigrations } from "#lib/plan/deployed-migrations";
import type { StackUpdate } from "#lib/plan/stack-update";
import { ROOT } from "#lib/root";
import { $ } from "#lib/terminal/program";

/**
 * What git says of this checkout beside a commit that was deployed; undefined where there is no git or no repository.
 * Nothing is fetched.
 */
export async function checkoutBeside(deployed: string | undefined): Promise<Checkout | undefined> {
  const head = await git("rev-parse", "HEAD");
  const status = await git("status", "--porcelain");
  if (head === undefined || status === undefined) return undefined;
  const changed = status
    .split("\n")
    .filter(Boolean)
    .map((line) => line.slice(3));
  if (deployed === undefined) return { head, changed, counts: undefined };
  const counts = await git("rev-list", "--left-right", "--count", `${deployed}...HEAD`);
  const [missing, more] = counts?.split(/\s+/).map(Number) ?? [];
  return {
    head,
    changed,
    counts: missing === undefined || more === undefined ? undefined : { missing, more },
  };
}

async function git(...words: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await $({ cwd: ROOT })`git ${words}`;
  return exitCode === 0 ? stdout.trimEnd() : undefined;
}

const MIGRATIONS = "sql/migrations";

/** What has become of the migrations that were deployed with an up's commit; undefined where git does not know it. */
export async function migrationsSince({
  commit,
  isDirty,
}: StackUpdate): Promise<DeployedMigrations | undefined> {
  if (commit === undefined) return undefined;
  const files = await git("ls-tree", "--name-only", commit, `${MIGRATIONS}/`);
  const changes = await git(
    "diff",
    "--name-status",
    "--no-renames",
    "--relative",
    commit,
    "--",
    MIGRATIONS,
  );
  if (files === undefined || changes === undefined) return undefined;
  const named = (letter: string) =>
    changes
      .split("\n")
      .filter((line) => line.startsWith(`${letter}\t`))
      .map((line) => path.basename(line));
  return {
    commit: commit.slice(0, 8),
    isDirty,
    edited: named("M"),
    gone: named("D"),
    all: files
      .split("\n")
      .filter(Boolean)
      .map((file) => path.basename(file)),
  };
}
