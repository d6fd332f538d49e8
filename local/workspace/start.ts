import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { isStackName } from "#lib/domain/target";
import { codeOf, messageOf, UserError } from "#lib/errors";
import { programsOnPath } from "#lib/programs-on-path";
import { printable } from "#lib/terminal";
import { typed } from "#lib/terminal/typed";
import { startDetached } from "../detached.ts";
import { pageOf, readHost, type HostRecord } from "../state.ts";
import { openLease, type LeaseOptions } from "./open-lease.ts";

/** What came of one part of a workspace's start, in one line. */
export interface Part {
  readonly ok: boolean;
  readonly says: string;
}

export interface WorkspaceStart {
  readonly copy: Part;
  /** Absent unless CRUDDUR_TARGET names a stack. */
  readonly lease?: Part;
}

type Options = Omit<LeaseOptions, "stack" | "ending"> & { readonly timeoutMs?: number };

/** A workspace's start may take 20 s; npm and the launcher have some of them. */
const TIMEOUT_MS = 17_000;

/** Starts the local copy and opens the lease, side by side, for as long as a start may take. Throws only for a bug of ours. */
export async function startWorkspace(options: Options): Promise<WorkspaceStart> {
  const { stateDirectory, env, timeoutMs = TIMEOUT_MS } = options;
  const stack = env["CRUDDUR_TARGET"]?.trim() ?? "";
  const isWanted = stack !== "" && stack.toLowerCase() !== "local";
  const [copy, lease] = await Promise.all([
    partOf({
      ended: async () => `Cruddur runs: ${pageOf(await runningOrStarted(stateDirectory))}`,
      late: `Cruddur is still starting. How far it is: ${typed("status")}`,
      failed: "Cruddur does not run",
      timeoutMs,
    }),
    isWanted ? leasePart(stack, { ...options, timeoutMs }) : undefined,
  ]);
  return { copy, ...(lease ? { lease } : {}) };
}

interface Work {
  /** Does it. @param ending aborted when the time is over @returns what came of it */
  ended(ending: AbortSignal): Promise<string>;
  readonly late: string;
  readonly failed: string;
  /** Typed after what the failure's own advice says. */
  readonly then?: string;
  readonly timeoutMs: number;
}

async function partOf({ ended, late, failed, then, timeoutMs }: Work): Promise<Part> {
  const ending = new AbortController();
  const timer = new AbortController();
  try {
    const over = delay(timeoutMs, undefined, { signal: timer.signal });
    const says = await Promise.race([ended(ending.signal), over]);
    return { ok: says !== undefined, says: says ?? late };
  } catch (error) {
    const isOurs = !(error instanceof UserError) && codeOf(error) === undefined;
    if (isOurs) process.stderr.write(printable(`${inspect(error)}\n`));
    const hint = error instanceof UserError ? error.hint : "";
    const why = oneLine(`${messageOf(error)}\n${hint}`);
    return { ok: false, says: `${failed}: ${why}${then ? ` Then: ${then}` : ""}` };
  } finally {
    timer.abort();
    ending.abort();
  }
}

const LONGEST = 400;

/** A problem and its advice, each line a sentence. */
function oneLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const line = lines.filter(Boolean).map(sentence).join(" ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

const sentence = (line: string): string => (/[.:…!?]$/.test(line) ? line : `${line}.`);

const QUIET = { started() {}, ended() {} };

async function runningOrStarted(stateDirectory: string): Promise<HostRecord> {
  const words = ["--state-directory", stateDirectory];
  return (await readHost(stateDirectory)) ?? startDetached(stateDirectory, words, QUIET);
}

async function leasePart(stack: string, options: Options & { timeoutMs: number }): Promise<Part> {
  // It becomes part of a command that somebody is to paste.
  if (!isStackName(stack)) {
    const found = JSON.stringify(stack.slice(0, 60));
    const says = `No lease: CRUDDUR_TARGET is ${found}, which is no name of a stack. Correct or unset it.`;
    return { ok: false, says };
  }
  const then = typed("dev-ip:open", `--target ${stack}`);
  return partOf({
    ended: (ending) => leaseOn(stack, ending, options),
    late: options.hasAll
      ? `No lease on ${stack}: it took too long. See why: ${then}`
      : `The packages that stack ${stack} needs are being installed, and its lease is opened after that.`,
    failed: `No lease on ${stack}`,
    then,
    timeoutMs: options.timeoutMs,
  });
}

async function leaseOn(stack: string, ending: AbortSignal, options: Options): Promise<string> {
  // Asked for first: what opens a lease installs the packages of stacks, and those are of no use without.
  if ((await programsOnPath("pulumi", options.env)).length === 0) {
    throw new UserError(
      "pulumi is not installed.",
      "Install it: https://www.pulumi.com/docs/install",
    );
  }
  const { address, expires } = await openLease({ ...options, stack, ending });
  const until = expires ? ` until ${expires.slice(0, 16).replace("T", " ")} UTC` : "";
  return `Stack ${stack} lets ${address} in${until}.`;
}
