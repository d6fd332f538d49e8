import { isProductionName } from "#lib/domain/target";
import { RefusedError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import type { Command } from "./command.ts";

/** The sentence that help has of a command that does not work everywhere; "" for the others. */
export function reachSentence({ reach }: Command): string {
  if (reach === "local") return "It works on the local database only.";
  if (reach === "not-production") return "It never works on production, whatever is typed.";
  return "";
}

/**
 * What to type instead, one or two lines, where a command refuses a target by its mere name; undefined when the name says
 * nothing against it.
 */
export function adviceAgainst({ name, reach }: Command, target: string): string | undefined {
  const isMeant =
    (reach === "local" && target !== "local") ||
    (reach === "not-production" && isProductionName(target.split("/").at(-1)!));
  if (!isMeant) return undefined;
  const local = `For the local database: ${typed(name)}`;
  return reach === "local"
    ? local
    : `${local}\nTo bring production's schema up to date: ${typed("db:migrate", `--target ${target}`)}`;
}

/**
 * Throws a RefusedError for a target out of the command's reach, before any connection is made; what the target's
 * database says of itself is looked at later (`database/fence/fence.ts`).
 */
export function refuseOutOfReach(command: Command, target: unknown): void {
  const advice = typeof target === "string" ? adviceAgainst(command, target) : undefined;
  if (advice === undefined) return;
  throw new RefusedError(
    `${command.name} was typed for ${String(target)}. ${reachSentence(command)} Nothing was done.`,
    advice,
  );
}
