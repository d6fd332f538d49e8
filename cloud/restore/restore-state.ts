import { RefusedError } from "#lib/errors";
import { keptClusterOf, keptName, keptPrefix } from "#lib/restore/kept-name";
import { restoreFromText } from "#lib/restore/restore-from-text";
import type { Wanted } from "#lib/restore/wanted";
import { databaseIn, type StateDatabase } from "#lib/restore/state-database";
import { restoreFromOf } from "#lib/stack-config/readers/restore-from";
import { resourcePrefix, type AwsConfig, type RestoreFrom } from "#lib/stack-config/stack-config";
import { typedAgain } from "#lib/terminal/typed";
import { Servers, type Server } from "./servers.ts";

/** How far a restore has come, as AWS and the stack's state tell it. */
export interface RestoreState {
  /** `cruddur-prod-database`: of the server that was, and of the one that comes. */
  readonly identifier: string;
  /** The server that is to be kept, under whichever name; undefined where AWS has it no longer. */
  readonly old: Server | undefined;
  /** Its name from then on; undefined without one. */
  readonly kept: string | undefined;
  readonly inState: StateDatabase | undefined;
  readonly from: RestoreFrom;
  /** The state's database came from there: what is left is the rest of the up. */
  readonly isMade: boolean;
}

/** Asks AWS how far a restore has come. Throws a RefusedError where it could not be gone on with. */
export async function readRestoreState(
  config: AwsConfig,
  state: string,
  { wanted: asked, again }: { readonly wanted: Wanted; readonly again: boolean },
  now: Date,
): Promise<RestoreState> {
  const { region, stack, database } = config;
  const identifier = `${resourcePrefix(config)}-database`;
  const wanted = ofOwn(asked, identifier);
  const inState = databaseIn(state);
  const kind = database.topology === "aurora" ? "cluster" : "instance";
  if (inState !== undefined && inState.kind !== kind) {
    throw new RefusedError(
      `Stack ${stack} has an RDS ${inState.kind}, and its configuration asks for an RDS ${kind}: a restore changes no topology. Nothing was done.`,
      `Set topology back in Pulumi.${stack}.yaml. For another topology make a second stack; docs/operations.md says how.`,
    );
  }
  const servers = await new Servers(region).named(kind, resourcePrefix(config).slice(0, 30));
  const present = servers.find((it) => it.identifier === identifier);
  if (present !== undefined && inState && present.resourceId !== inState.resourceId) {
    throw new RefusedError(
      `AWS has another server under the name ${identifier} than the state of stack ${stack}: ${present.resourceId}, not ${inState.resourceId}. Nothing was done.`,
      'After a switchover of blue/green that is so. What to do then is in docs/operations.md, "The next major version".',
    );
  }
  if (inState === undefined && present !== undefined) {
    throw new RefusedError(
      `AWS has database ${identifier}, and the state of stack ${stack} does not know it. Nothing was done.`,
      `Take it in first: npm run state:recover -- --target ${stack}`,
    );
  }
  const keptOnes = servers
    .filter((it) => it.identifier.startsWith(keptPrefix(identifier)))
    .sort((one, other) => (one.identifier < other.identifier ? -1 : 1));
  // Out of the state goes it after it got its name: the newest one is what was set aside.
  const old =
    inState === undefined
      ? keptOnes.at(-1)
      : servers.find((it) => it.resourceId === inState.resourceId);
  const isSource = isSame(inState?.restoredFrom, wanted, identifier);
  // One that has no longer its name is being set aside in its turn.
  if (isSource && present !== undefined && !(inState!.isUp && again)) {
    const { restoredFrom: text, isUp } = inState!;
    if (isUp) throw atItsEnd(stack, text!, present);
    return {
      identifier,
      old: keptOnes.at(-1),
      kept: keptOnes.at(-1)?.identifier,
      inState,
      from: restoreFromOf(text!),
      isMade: true,
    };
  }
  const kept = old && (old.identifier === identifier ? nameFor(old, now) : old.identifier);
  return { identifier, old, kept, inState, from: sourceOf(wanted, kept, stack), isMade: false };
}

function atItsEnd(stack: string, source: string, { createdAt }: Server): RefusedError {
  const time = createdAt === undefined ? "" : `, and was made ${createdAt.slice(0, 19)}Z`;
  const once = typedAgain("rds:restore", [["--target", stack], ["--again"]]);
  return new RefusedError(
    `The database of stack ${stack} is from ${source} already${time}. Nothing was done.`,
    `To do it once more: ${once}\nIf the deploy after it has not come to its end: npm run deploy -- --target ${stack}`,
  );
}

/** A cluster may have been left with some of its instances renamed. */
const nameFor = (old: Server, now: Date): string =>
  old.members.map(keptClusterOf).find((it) => it !== undefined) ?? keptName(old.identifier, now);

/** Backups are found under the server's present name. */
function sourceOf(wanted: Wanted, kept: string | undefined, stack: string): RestoreFrom {
  if ("snapshot" in wanted || "instance" in wanted) return wanted;
  if (kept !== undefined) return { instance: kept, at: wanted.at };
  throw new RefusedError(
    `AWS has no database of stack ${stack} whose backups could be used. Nothing was done.`,
    `Name a snapshot: npm run rds:snapshots -- --target ${stack}`,
  );
}

/** The stack's own server has another name by the time that its backups are asked for. */
const ofOwn = (wanted: Wanted, identifier: string): Wanted =>
  "instance" in wanted && wanted.instance === identifier ? { at: wanted.at } : wanted;

function isSame(text: string | undefined, wanted: Wanted, identifier: string): boolean {
  if (text === undefined) return false;
  if ("snapshot" in wanted || "instance" in wanted) return text === restoreFromText(wanted);
  return text.startsWith(keptPrefix(identifier)) && text.endsWith(`@${wanted.at}`);
}
