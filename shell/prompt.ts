import { visibleText } from "#lib/domain/visible-text";
import type { Unfinished } from "#lib/sql/split";
import type { Target } from "#lib/domain/target";
import type { TransactionState } from "./session.ts";

type Place = Pick<Target, "name" | "isLocal" | "isProduction" | "marked">;

/** Where one is, in a prompt: `local`, `dev`, `prod PRODUCTION`. */
function placeName({ name, isProduction, marked }: Place): string {
  if (marked !== undefined) return `${name} ${marked.toUpperCase()}`;
  return isProduction ? `${name} PRODUCTION` : name;
}

const RED = "\x1b[1;31m";
const PLAIN = "\x1b[0m";

/**
 * The builtin shell's prompt, after psql's: `local cruddur=> `; `*` in a transaction, `!` in one that failed; instead of
 * `=` what is not finished. Red off this machine, where colours are.
 */
export function promptFor(
  place: Place,
  database: string,
  options: {
    readonly transaction: TransactionState;
    readonly unfinished: Unfinished;
    readonly colour: boolean;
  },
): string {
  const { transaction, unfinished, colour } = options;
  const mark = { none: "", open: "*", failed: "!" }[transaction];
  const name = visibleText(`${placeName(place)} ${database}`);
  const shown = colour && isElsewhere(place) ? `${RED}${name}${PLAIN}` : name;
  return `${shown}${unfinished === "" ? "=" : unfinished}${mark}> `;
}

/** psql's PROMPT1 and PROMPT2 for the same: `%/` database, `%R` what is not finished, `%x` transaction. */
export function psqlPrompt(place: Place, colour: boolean): string {
  const name = `${visibleText(placeName(place)).replaceAll("%", "%%")} %/`;
  const shown = colour && isElsewhere(place) ? `%[%033[1;31m%]${name}%[%033[0m%]` : name;
  return `${shown}%R%x%# `;
}

/** Off this machine, or behind an address of it that leads off. */
const isElsewhere = ({ isLocal, marked }: Place): boolean => !isLocal || marked !== undefined;
