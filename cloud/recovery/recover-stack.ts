import { RefusedError } from "#lib/errors";
import { keyOf } from "#lib/recovery/import-result";
import type { ImportEntry } from "#lib/recovery/import-file";
import type { Steps } from "#lib/terminal/steps";
import type { PulumiOptions } from "../pulumi.ts";
import { CloudControl } from "./cloud-control.ts";
import { keepState } from "./keep-state.ts";
import { lookRound, type Round } from "./look-round.ts";
import { exportState, importState, pendingIn, strangersIn } from "./state.ts";
import { takeIn, tellSources, withFolder } from "./take-in.ts";

export interface RecoverOptions {
  readonly region: string;
  readonly dryRun: boolean;
  /** Where the state of before is kept. */
  readonly stateDirectory: string;
  /** Throws where it is not given. Called once, before the first change. */
  readonly consent: () => Promise<void>;
  readonly print: (text: string) => void;
  readonly steps: Steps;
}

/** What was found, or taken in; each as `logical name` and `type`. */
export interface Recovered {
  readonly taken: readonly Item[];
  readonly unclear: readonly Item[];
  /** The file with the state of before; undefined where nothing was changed. */
  readonly backup: string | undefined;
}

interface Item {
  readonly name: string;
  readonly type: string;
  readonly id?: string;
  readonly because?: string;
}

/**
 * Imports what the program would make and AWS has already, round after round: some can be told from others only when
 * what they hang on is in the state. Ends when a round finds nothing new. With `dryRun` it looks once, and changes
 * nothing.
 */
export function recoverStack(at: PulumiOptions, options: RecoverOptions): Promise<Recovered> {
  const { region, dryRun, consent, print, steps } = options;
  return withFolder(async (folder) => {
    const before = await steps.run("State", () => exportState(at));
    const pending = pendingIn(before);
    const taken: Item[] = [];
    let backup: string | undefined;
    for (;;) {
      // What is there may have changed with each round; nothing is asked twice within one.
      const round = await lookRound(at, new CloudControl(region), { steps, folder });
      // While somebody else's up is running there is such too, and Pulumi's lock has kept us away.
      if (backup === undefined && pending.length > 0) {
        print(`An up was cut while it made ${[...new Set(pending)].join(", ")}.`);
      }
      if (dryRun || backup === undefined) tell(round, print);
      const isOver = round.found.size === 0 && (backup !== undefined || pending.length === 0);
      if (dryRun || isOver) {
        if (dryRun) taken.push(...itemsOf(round.found));
        return { taken, unclear: reasonsOf(round.unclear), backup };
      }
      if (backup === undefined) {
        await consent();
        backup = await keepState(before, at.stack, "recovery", options.stateDirectory);
        print(`The state of before is in ${backup}`);
        // Pulumi forgets what is pending with it; what that was about is looked for like everything else.
        if (pending.length > 0) await importState(at, backup);
      }
      at.check?.();
      if (round.found.size === 0) continue;
      const kept = backup;
      try {
        await steps.run(`Import of ${round.found.size}`, () =>
          takeIn(at, folder, { file: round.file, backup: kept }),
        );
        await tellSources(at, folder);
      } finally {
        // Also of what a failed or interrupted import has taken in: nobody would judge it later.
        await refuseStrangers(at, backup, round);
      }
      taken.push(...itemsOf(round.found));
      if (round.later.length === 0) return { taken, unclear: reasonsOf(round.unclear), backup };
    }
  });
}

function tell({ found, absent, later, unclear }: Round, print: (text: string) => void): void {
  for (const { name, id } of itemsOf(found)) print(`+ ${name}  ${id}`);
  for (const { name, because } of reasonsOf(unclear)) print(`? ${name}  ${because}`);
  const parts = [
    `${found.size} to take in`,
    ...(absent.length > 0 ? [`${absent.length} not there`] : []),
    ...(later.length > 0 ? [`${later.length} looked for when those are in`] : []),
    ...(unclear.size > 0 ? [`${unclear.size} that cannot be told`] : []),
  ];
  print(`${parts.join(", ")}.`);
}

const itemsOf = (found: ReadonlyMap<ImportEntry, string>): Item[] =>
  [...found].map(([{ name, type }, id]) => ({ name, type, id }));

const reasonsOf = (entries: ReadonlyMap<ImportEntry, string>): Item[] =>
  [...entries].map(([{ name, type }, because]) => ({ name, type, because }));

/** Puts the state back and throws where something of the same name is not this stack's. */
async function refuseStrangers(at: PulumiOptions, backup: string, { found }: Round): Promise<void> {
  const keys = new Set([...found.keys()].map(keyOf));
  const strangers = strangersIn(await exportState(at), keys);
  if (strangers.length === 0) return;
  await importState(at, backup);
  throw new RefusedError(
    `What AWS has under these names is not of stack ${at.stack}, by its tags: ${strangers.join(", ")}. The state has what it had.`,
    "If it is yours to give: tag it in AWS with the stack's project and stack, and type the command again. Otherwise rename it, or delete it.",
  );
}
