import type pg from "pg";
import { RefusedError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";
import { typedAgain } from "#lib/terminal/typed";
import type { Target } from "#lib/domain/target";
import { fence, fenceCompanion, type Action, type Consent, type Passed } from "../fence/fence.ts";
import { isOurs, seeDatabases, type DatabaseKind, type SeenDatabase } from "./signature.ts";
import { companionsOf } from "./swap.ts";

/** The fate of the database that was kept before: it may go for good, returns into use, or stays as it is. */
export type FateOfPrevious = "goes" | "returns" | "stays";

/** A name that a killed command may have left. */
export interface Litter {
  readonly name: string;
  /** What a database of the name must have been made as; any other is somebody's. */
  readonly kind: DatabaseKind;
}

/** The findings of a look at a target's database and those beside it. */
export interface Around {
  /** Those that there are, litter too, by name. */
  readonly seen: ReadonlyMap<string, SeenDatabase>;
  /** What the fence says of the target's database; undefined when there is none. */
  readonly passed: Passed | undefined;
}

/**
 * Looks at every database that a command would drop, rename or replace: by its signature from beside, and by the fence
 * from within. Throws a RefusedError that lists what must not be touched.
 */
export async function lookAround(
  admin: pg.Client,
  target: Target,
  { action, consent, previous }: { action: Action; consent: Consent; previous: FateOfPrevious },
  litter: readonly Litter[],
): Promise<Around> {
  const { database } = target.parameters;
  const names = companionsOf(database);
  const seen = await seeDatabases(admin, [
    database,
    names.previous,
    ...litter.map(({ name }) => name),
  ]);
  const kept = previous === "stays" ? undefined : seen.get(names.previous);
  const isAgreed = consent.confirm === database;
  refuseForeign(target, action, [
    ...litter.filter((one) => isForeign(seen.get(one.name), one.kind, database)),
    // The fence looks into an older release's, which has a marker.
    ...(kept && !isAgreed && !kept.isOlder && isForeign(kept, "previous", database) ? [kept] : []),
  ]);
  // One that returns is not lost, so tables of somebody's in it need no consent; it must be the target's all the same.
  const agreed = previous === "returns" ? { ...consent, confirm: database } : consent;
  const companion = kept && fenceCompanion(target, action, agreed, kept.name);
  companion?.catch(() => {}); // the fence around the database itself has the first word
  const passed = seen.has(database) ? await fence(target, action, consent) : undefined;
  await companion;
  return { seen, passed };
}

/** Templates and snapshots of every database of a server lie side by side. */
const SHARED: readonly DatabaseKind[] = ["template", "snapshot"];

/** Whether a database that is there was made by somebody else, or as something else. */
export const isForeign = (
  one: SeenDatabase | undefined,
  kind: DatabaseKind,
  database: string,
): boolean => one !== undefined && !isOurs(one, kind, SHARED.includes(kind) ? undefined : database);

function refuseForeign(
  { parameters: { database, host, port } }: Target,
  { chore, what }: Action,
  found: readonly { readonly name: string }[],
): void {
  if (found.length === 0) return;
  const isOne = found.length === 1;
  const names = found.map(({ name }) => name);
  const isPrevious = isOne && names[0] === companionsOf(database).previous;
  const renames = names.map(
    (name) => `alter database ${identifier(name)} rename to ${identifier(`${name}_mine`)}`,
  );
  throw new RefusedError(
    `${names.join(" and ")} on ${host}:${port} ${isOne ? "carries" : "carry"} no signature of this project, so ` +
      `${isOne ? "it was" : "they were"} made by somebody else. ${chore} would ${what}, and needs the ${isOne ? "name" : "names"}. Nothing was done.`,
    `Rename ${isOne ? "it" : "them"}, in any client: ${renames.join("; ")}` +
      (isPrevious ? `\nOr, if it can go: ${typedAgain(chore, [["--confirm", database]])}` : ""),
  );
}
