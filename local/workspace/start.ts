import { setTimeout as delay } from "node:timers/promises";
import type { Env } from "#lib/environment";
import { UserError } from "#lib/errors";
import { programsOnPath } from "#lib/programs-on-path";
import { typed } from "#lib/terminal/typed";
import { startDetached } from "../detached.ts";
import { openLease } from "./open-lease.ts";
import { pageOf, readHost, type HostRecord } from "../state.ts";

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

/** A workspace's start may take 20 s; npm and the launcher have some of them. */
const TIMEOUT_MS = 17_000;

/** Starts the local copy and opens the lease, side by side. What has not ended after `timeoutMs` goes on by itself. */
export async function startWorkspace(
  stateDirectory: string,
  env: Env,
  timeoutMs = TIMEOUT_MS,
): Promise<WorkspaceStart> {
  const stack = env["CRUDDUR_TARGET"]?.trim() ?? "";
  const [copy, lease] = await Promise.all([
    partOf({
      ended: async () => `Cruddur runs: ${pageOf(await runningOrStarted(stateDirectory))}`,
      late: "Cruddur is still starting. How far it is: npm run status",
      failed: "Cruddur does not run",
      again: "npm start",
      timeoutMs,
    }),
    stack === "" || stack === "local"
      ? undefined
      : partOf({
          ended: () => leaseOn(stack, stateDirectory, env),
          late: `The lease on ${stack} is still being opened.`,
          failed: `No lease on ${stack}`,
          again: typed("dev-ip:open", `--target ${stack}`),
          timeoutMs,
        }),
  ]);
  return { copy, ...(lease ? { lease } : {}) };
}

interface Work {
  /** Does it. @returns what came of it */
  ended(): Promise<string>;
  readonly late: string;
  readonly failed: string;
  /** The command that tells, where it failed, the rest of what is wrong. */
  readonly again: string;
  readonly timeoutMs: number;
}

async function partOf({ ended, late, failed, again, timeoutMs }: Work): Promise<Part> {
  const timer = new AbortController();
  try {
    const over = delay(timeoutMs, undefined, { signal: timer.signal });
    const says = await Promise.race([ended(), over]);
    return { ok: says !== undefined, says: says ?? late };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first = ""] = error.message.split("\n");
    return { ok: false, says: `${failed}: ${first.replace(/[.:]?$/, ".")} Type: ${again}` };
  } finally {
    timer.abort();
  }
}

const QUIET = { started() {}, ended() {} };

async function runningOrStarted(stateDirectory: string): Promise<HostRecord> {
  const words = ["--state-directory", stateDirectory];
  return (await readHost(stateDirectory)) ?? startDetached(stateDirectory, words, QUIET);
}

async function leaseOn(stack: string, stateDirectory: string, env: Env): Promise<string> {
  // Asked for first: what opens a lease installs the packages of stacks, and those are of no use without.
  if ((await programsOnPath("pulumi", env)).length === 0) {
    throw new UserError("pulumi is not installed.", "https://www.pulumi.com/docs/install");
  }
  const { address, expires } = await openLease(stack, stateDirectory, env);
  const until = expires ? ` until ${expires.slice(0, 16).replace("T", " ")} UTC` : "";
  return `Stack ${stack} lets ${address} in${until}.`;
}
