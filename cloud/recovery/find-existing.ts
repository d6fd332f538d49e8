import type { Preview } from "#lib/plan/preview";
import { isReal, type ImportEntry } from "#lib/recovery/import-file";
import { ID_RULES, type Expected } from "#lib/recovery/import-ids";
import { keyOf } from "#lib/recovery/import-result";
import { isMatch, valuesOf } from "#lib/recovery/wanted";
import type { CloudControl } from "./cloud-control.ts";

/** What would be made by a plan, by what is known of whether it is there already. */
export interface Existing {
  /** The id to import each by; whether those that go by a name are there is still to be asked. */
  readonly ids: ReadonlyMap<ImportEntry, string>;
  /** AWS lists none such. */
  readonly absent: readonly ImportEntry[];
  /** What tells it from others is known when what it hangs on is in the state. */
  readonly later: readonly ImportEntry[];
  /** With what is in the way of telling. */
  readonly unclear: ReadonlyMap<ImportEntry, string>;
  /** With why the next up may make it once more. */
  readonly remade: ReadonlyMap<ImportEntry, string>;
}

/** Looks for everything that a plan would make. Throws a UserError where AWS does not answer. */
export async function findExisting(
  { steps }: Preview,
  entries: readonly ImportEntry[],
  aws: CloudControl,
): Promise<Existing> {
  const byKey = new Map(steps.map((step) => [keyOf(step), step]));
  /** By URN: of the state at first, and of what is found as it is found. */
  const physical = new Map(steps.flatMap(({ urn, old }) => (old?.id ? [[urn, old.id]] : [])));
  const found = {
    ids: new Map<ImportEntry, string>(),
    absent: [] as ImportEntry[],
    later: [] as ImportEntry[],
    unclear: new Map<ImportEntry, string>(),
    remade: new Map<ImportEntry, string>(),
  };
  // In the plan's order, in which what something hangs on comes before it.
  for (const entry of entries.filter(isReal)) {
    const step = byKey.get(keyOf(entry));
    const rule = ID_RULES[entry.type];
    if (!step || !rule) {
      found.unclear.set(entry, `nothing is known of how a ${entry.type} is imported`);
      continue;
    }
    if ("remade" in rule) {
      found.remade.set(entry, rule.remade);
      continue;
    }
    const of = valuesOf(step, physical);
    // Of one that is not in the provider's region the id says so: hashicorp/terraform-provider-aws, "Enhanced region support".
    const region = of("region");
    const inRegion = (id: string) => (region === undefined ? id : `${id}@${region}`);
    if ("id" in rule) {
      const id = rule.id(of);
      if (id === undefined) found.later.push(entry);
      else {
        found.ids.set(entry, inRegion(id));
        physical.set(step.urn, id);
      }
      continue;
    }
    const within = known(rule.within?.(of) ?? {});
    const by = known(rule.by(of, entry.name));
    if (!within || !by) {
      found.later.push(entry);
      continue;
    }
    const listed = await aws.list(rule.listed, within, Object.keys(by), region);
    const matches = listed.filter(({ properties }) => isMatch(properties, by));
    const [match] = matches;
    if (!match) found.absent.push(entry);
    else if (matches.length > 1) {
      const ids = matches.map(({ identifier }) => identifier).join(", ");
      found.unclear.set(entry, `AWS has ${matches.length} of them: ${ids}`);
    } else {
      const parts = match.identifier.split("|");
      found.ids.set(entry, inRegion(rule.idFrom?.(parts, of) ?? match.identifier));
      physical.set(step.urn, match.identifier);
    }
  }
  return found;
}

function known<T extends string | Expected>(
  values: Readonly<Record<string, T | undefined>>,
): Record<string, T> | undefined {
  const entries = Object.entries(values).filter((it): it is [string, T] => it[1] !== undefined);
  return entries.length === Object.keys(values).length ? Object.fromEntries(entries) : undefined;
}
