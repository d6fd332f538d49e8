import type { Target } from "#lib/domain/target";
import { typed } from "#lib/terminal/typed";
import { optionFor } from "../connection/problem.ts";
import type { Difference } from "./drift.ts";

/** What `db:access` sets again: the access model's roles, and their privileges on the model's tables. */
const ACCESS = new Set([
  "role",
  "setting",
  "membership",
  "privilege",
  "default privilege",
  "parameter",
]);

/** What to do about differences, a line for each kind of remedy: `column, rule: …`. */
export function remedies(
  differences: readonly Difference[],
  target: Pick<Target, "name">,
): string[] {
  const kinds = new Map<string, Set<string>>();
  for (const difference of differences) {
    const remedy = remedyFor(difference, target);
    kinds.set(remedy, (kinds.get(remedy) ?? new Set()).add(difference.kind));
  }
  return [...kinds].map(([remedy, of]) => `${[...of].join(", ")}: ${remedy}`);
}

export function remedyFor(
  { kind, expected, found }: Difference,
  target: Pick<Target, "name">,
): string {
  const option = optionFor(target);
  const byHand = typed("db:connect", option);
  if (kind === "migration") {
    return found === undefined
      ? `Migrations are pending: ${typed("db:migrate", option)}`
      : "Its file is not in sql/migrations/: get it from the branch that it was applied from.";
  }
  if (ACCESS.has(kind)) {
    return `${typed("db:access", option)} makes it what the access model says. Take back by hand what that leaves: ${byHand}`;
  }
  const keep = `Is it to stay? A migration makes it so: ${typed("db:new-migration", "--name TEXT")}`;
  const undo = expected === undefined ? "Drop it by hand" : "Make it by hand what is expected";
  return `${undo}: ${byHand}. ${keep}`;
}
