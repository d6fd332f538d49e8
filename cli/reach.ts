import { type Chore } from "./command.ts";
import { typed } from "#lib/terminal/typed";
import { isProductionName } from "#lib/domain/target";

/** What help says of a chore that does not work everywhere; "" for the others. */
export function reachSentence({ reach }: Chore): string {
  if (reach === "local") return "It works on the local database only.";
  if (reach === "not-production") return "It never works on production, whatever is typed.";
  return "";
}

/**
 * What to type instead, one or two lines, where a chore refuses a target by its mere name; undefined when the name says
 * nothing against it.
 */
export function adviceAgainst({ name, reach }: Chore, target: string): string | undefined {
  const isMeant =
    (reach === "local" && target !== "local") ||
    (reach === "not-production" && isProductionName(target.split("/").at(-1)!));
  if (!isMeant) return undefined;
  const local = `For the local database: ${typed(name)}`;
  return reach === "local"
    ? local
    : `${local}\nTo bring production's schema up to date: ${typed("db:migrate", `--target ${target}`)}`;
}
