import { KNOWN_AFTER } from "./value-changes.ts";
import { changeLines, namedInputs, SIGNS, type ChangedResource } from "./changes.ts";

/** As many alike have a line each; more share one. */
const FEW = 3;
/** Changed values that are worth a line. */
const VALUES = 3;

/**
 * A plan in lines for whoever agrees to it: what changes from what to what; after that, what is made or changed alike, and
 * so together. Whatever is replaced or deleted has a line of its own.
 *
 *   ~ cruddur-night-stop-schedule  aws:scheduler/schedule:Schedule  scheduleExpression: cron(0 20 … → cron(0 21 …
 *   + 43 × postgresql:index/grant:Grant  cruddur-schema-grants-…
 *   ~ 2 more that only follow: cruddur-api-function, cruddur-api-alias
 */
export function planLines(changes: readonly ChangedResource[]): string[] {
  const followers = changes.filter(onlyFollows);
  const others = changes.filter((change) => !onlyFollows(change));
  const alike = new Map<string, ChangedResource[]>();
  for (const change of others) {
    const group = groupOf(change);
    alike.set(group, [...(alike.get(group) ?? []), change]);
  }
  const isOne = (change: ChangedResource) => alike.get(groupOf(change))!.length <= FEW;
  return [
    ...changeLines(others.filter(isOne), changedValues),
    ...[...alike.values()].filter(([first]) => !isOne(first!)).map(together),
    ...(followers.length > 0 ? [followerLine(followers)] : []),
  ];
}

/** Of an update whose inputs all come from what changes before it, nothing can be told but that. */
const onlyFollows = ({ change, values }: ChangedResource): boolean =>
  change === "update" && values.length > 0 && values.every(({ to }) => to === KNOWN_AFTER);

function followerLine(followers: readonly ChangedResource[]): string {
  const names = followers.slice(0, FEW).map(({ name }) => name);
  const left = followers.length - names.length;
  const more = left > 0 ? `, and ${left} more` : "";
  return `${SIGNS.update} ${followers.length} more that only follow: ${names.join(", ")}${more}`;
}

function groupOf(change: ChangedResource): string {
  const { change: kind, name, type } = change;
  const isHarmless = kind === "create" || kind === "update";
  return isHarmless ? `${kind} ${type} ${changedValues(change)}` : `${kind} ${name}`;
}

/** `retentionInDays: 14 → 7, and 2 more`; `(retentionInDays)` where the values are not known. */
function changedValues(change: ChangedResource): string {
  const { values, because } = change;
  if (values.length === 0) return namedInputs(change);
  const forces = ({ input }: { readonly input: string }) =>
    because.includes(input.split(/[.[]/)[0]!);
  const inputsOf = new Map<string, string[]>();
  for (const value of [...values.filter(forces), ...values.filter((it) => !forces(it))]) {
    if (value.from === KNOWN_AFTER && value.to === KNOWN_AFTER) continue;
    const change = `${value.from} → ${value.to}`;
    inputsOf.set(change, [...(inputsOf.get(change) ?? []), value.input]);
  }
  const told = [...inputsOf].map(([change, inputs]) => `${inputs.join(", ")}: ${change}`);
  const left = told.length - VALUES;
  return [...told.slice(0, VALUES), ...(left > 0 ? [`and ${left} more`] : [])].join("; ");
}

function together(group: readonly ChangedResource[]): string {
  const [first] = group;
  const why = changedValues(first!);
  const start = commonStart(group.map(({ name }) => name));
  return `${SIGNS[first!.change]} ${group.length} × ${first!.type}  ${start}…${why === "" ? "" : `  ${why}`}`;
}

/** What all the names begin with, to the end of a word: `cruddur-schema-grants-`. */
function commonStart(names: readonly string[]): string {
  const [first = ""] = names;
  let length = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, first.lastIndexOf("-", length - 1) + 1);
}
