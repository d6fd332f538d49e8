import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Env } from "#lib/environment";
import { UserError } from "#lib/errors";
import { workspaceName } from "#lib/lease/owner";
import { fromRoot } from "#lib/root";
import { endGroup } from "#lib/terminal/process-group";
import { takeStateDirectory } from "../state-directory/take.ts";

export interface LeaseOptions {
  readonly stack: string;
  readonly stateDirectory: string;
  readonly env: Env;
  /** Whether the packages of stacks are installed. The first time they are not, and that takes longer than a start may. */
  readonly hasAll: boolean;
  /** Ends what opens the lease; what installs goes on. */
  readonly ending: AbortSignal;
}

/** What `dev-ip:open --json` tells of a lease. */
export interface OpenedLease {
  readonly address: string;
  /** ISO 8601; absent where a rule that is no lease lets the address in. */
  readonly expires?: string;
}

/** In the state directory: what the last `dev-ip:open` of a workspace's start has printed. */
const LEASE_LOG = "lease.log";

/** Runs `dev-ip:open` for a stack in a process of its own. Throws a UserError with what it said when it fails. */
export async function openLease(options: LeaseOptions): Promise<OpenedLease> {
  const { stack, stateDirectory, env, hasAll, ending } = options;
  await takeStateDirectory(stateDirectory);
  const file = path.join(stateDirectory, LEASE_LOG);
  const output = openSync(file, "w", 0o600);
  const workspace = await workspaceName(env, stateDirectory);
  const words = ["--target", stack, "--workspace", workspace, "--no-probe", "--json"];
  // Not by zx, which waits for a program.
  const child = spawn(
    process.execPath,
    [fromRoot("scripts", "launch.cjs"), "dev-ip-open", ...words],
    {
      cwd: fromRoot(),
      detached: true,
      stdio: ["ignore", output, output],
      env: { ...env, NO_COLOR: "1", npm_lifecycle_event: undefined },
    },
  );
  const end = () => child.exitCode === null && child.pid && endGroup(child.pid, "SIGKILL");
  if (hasAll) {
    ending.addEventListener("abort", end);
    process.once("exit", end);
  }
  await once(child, "exit");
  process.off("exit", end);
  return leaseIn((await readFile(file, "utf8")).trim().split("\n"));
}

/** Without a value it got no further than its packages, and its last line says why. */
function leaseIn(lines: readonly string[]): OpenedLease {
  const line = lines.find((it) => it.startsWith("{"));
  if (line === undefined) throw new UserError(lines.at(-1) || "It printed nothing.", "");
  const value = JSON.parse(line) as OpenedLease & {
    readonly ok: boolean;
    readonly error?: string;
    readonly hint?: string;
  };
  if (value.ok) return value;
  throw new UserError(value.error ?? line, value.hint ?? "");
}
