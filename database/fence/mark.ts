import { asOwner } from "../provision.ts";
import { withClient } from "../connection/connect.ts";
import { RefusedError } from "#lib/errors";
import { isProductionName, type Target } from "#lib/domain/target";
import { describeLoss } from "./loss.ts";
import { readMarker, type Marker } from "./marker.ts";

/** A database's marker, and what is in it, in lines for people: rows, newest row, size. */
export interface Marked {
  readonly marker: Marker;
  readonly contents: readonly string[];
  /** It says already what it should. */
  readonly isRight: boolean;
}

/** What a target's database says of itself. Throws a RefusedError where it has no marker: it has nothing of ours in it. */
export function readMarked(target: Target, chore: string): Promise<Marked> {
  return withClient(target.parameters, chore, async (client) => {
    const marker = await readMarker(client);
    if (marker === undefined) {
      throw new RefusedError(
        `Database ${client.database} on ${client.host}:${client.port} has no marker. Nothing was done.`,
        `The migrations give it one: npm run db:migrate -- --target ${target.name}`,
      );
    }
    const isRight = marker.stack === markOf(target) && marker.environment === target.environment;
    return { marker, contents: await describeLoss(client), isRight };
  });
}

/**
 * Throws a RefusedError where a target's database may not be marked as its own: the rows of another environment stay its own, and
 * neither may a database be taken from a stack that lives with it.
 *
 * @param liveOn the resource id of the database of the stack that the marker names; undefined where that stack is gone
 * @param own the resource id of the target's own
 */
export function refuseMark(
  target: Target,
  { environment, stack }: Pick<Marker, "environment" | "stack">,
  { liveOn, own }: { readonly liveOn: string | undefined; readonly own: string },
): void {
  const isSame =
    environment === target.environment ||
    (isProductionName(environment) && isProductionName(target.environment));
  if (!isSame) {
    throw new RefusedError(
      `The database says it is environment "${environment}" (stack ${stack}), and stack ${target.name} is "${target.environment}". Production's rows stay in production. Nothing was done.`,
      `For a second stack of environment ${environment}: pulumi stack init ${environment}-next, and restoreFrom in its file; docs/operations.md says how.`,
    );
  }
  if (liveOn !== own) return;
  throw new RefusedError(
    `The database is stack ${stack}'s, which is up and works with this very server. Nothing was done.`,
    `Each stack has a server of its own. Look which one ${target.name} means: pulumi stack output --stack ${target.name}`,
  );
}

/** Marks a target's database as its own, with a fingerprint that no copy has. Returns what it says now. */
export function mark(target: Target, found: Marker, chore: string): Promise<Marker> {
  return withClient(target.parameters, chore, (client) =>
    asOwner(client, async () => {
      const { rows } = await client.query<Marker>(
        `update public.cruddur_meta set environment = $1, stack = $2, fingerprint = uuidv7()
         where fingerprint = $3 returning environment, stack, fingerprint`,
        [target.environment, markOf(target), found.fingerprint],
      );
      const [row] = rows;
      if (row) return row;
      throw new RefusedError(
        "The marker is another one by now: somebody was at it meanwhile. Nothing was done.",
        "Look again: type the command once more, with --dry-run.",
      );
    }),
  );
}

/** A stack is marked by its name without its organization, as its own migrator marks it. */
const markOf = (target: Target): string => target.name.split("/").at(-1)!;
