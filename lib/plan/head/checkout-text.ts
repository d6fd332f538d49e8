import type { StackUpdate } from "../stack-update.ts";

/** What git says of a checkout. */
export interface Checkout {
  readonly head: string;
  /** Files with changes that are not committed. */
  readonly changed: readonly string[];
  /**
   * Beside the commit that was deployed last: how many commits of it are missing here, and how many there are more.
   * Undefined where none is known, or it is not in this clone.
   */
  readonly counts: { readonly missing: number; readonly more: number } | undefined;
}

/** Names of changed files that are worth a line. */
const NAMED = 3;

/** The last up, and whether this checkout holds it: "2026-11-28 14:50 UTC, commit 1a2b3c4d, which this checkout holds". */
export function lastUpText(
  last: StackUpdate | undefined,
  checkout: Checkout | undefined,
  destroyed?: StackUpdate,
): string {
  if (last === undefined) {
    return destroyed ? `none: destroyed on ${timeText(destroyed.ended)}` : "none yet";
  }
  const at = `${timeText(last.ended)}${last.isDone ? "" : ", which did not end well"}`;
  if (last.commit === undefined) return `${at}, of a checkout without git`;
  const dirty = last.isDirty ? " with changes that were not committed" : "";
  const held = isHeld(checkout)
    ? ", which this checkout holds"
    : checkout?.counts
      ? ""
      : ", which this clone does not know";
  return `${at}, commit ${last.commit.slice(0, 8)}${dirty}${held}`;
}

/** What to think of before this checkout is deployed, in lines; none where nothing is to be said. */
export function checkoutWarnings(
  last: StackUpdate | undefined,
  checkout: Checkout | undefined,
): string[] {
  if (checkout === undefined) return [];
  return [...olderLines(last?.commit, checkout), ...changedLines(checkout.changed)];
}

const timeText = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

const isHeld = (checkout: Checkout | undefined) => checkout?.counts?.missing === 0;

function olderLines(commit: string | undefined, { counts }: Checkout): string[] {
  if (commit === undefined) return [];
  const short = commit.slice(0, 8);
  if (counts === undefined) {
    return [
      `Commit ${short} was deployed last, and is not in this clone: what came with it may be taken back. See: git fetch`,
    ];
  }
  const { missing, more } = counts;
  if (missing === 0) return [];
  const commits = missing === 1 ? "1 commit" : `${missing} commits`;
  return more === 0
    ? [
        `This checkout is older than what is deployed, by ${commits}, which it takes back. To have them: git pull`,
      ]
    : [
        `This checkout lacks ${commits} of what is deployed (${short}), which it takes back. To have them: git merge ${short}`,
      ];
}

function changedLines(changed: readonly string[]): string[] {
  if (changed.length === 0) return [];
  const more = changed.length > NAMED ? `, and ${changed.length - NAMED} more` : "";
  const files = changed.length === 1 ? "1 file" : `${changed.length} files`;
  return [
    `Not committed, and deployed all the same: ${files}, ${changed.slice(0, NAMED).join(", ")}${more}`,
  ];
}
