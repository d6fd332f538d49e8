import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { EXIT, InterruptedError, UserError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { stepPrinter, type StepListener, type StepRecord } from "#lib/terminal/steps";
import { takeStateDirectory } from "./state-directory/take.ts";
import { readHost, type HostRecord } from "./state.ts";

/** A message of the process in the background to the one that started it. */
type Message =
  | { kind: "started"; step: string }
  | { kind: "ended"; record: StepRecord }
  | { kind: "ready"; host: HostRecord };

const DETACHED = "CRUDDUR_DETACHED";

/** By which a start in the foreground is interrupted too. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Whether another process has started this one in the background. */
export const isDetached = (): boolean => Boolean(process.env[DETACHED] && process.send);

/** The way back to the process that waits for this one, when it runs in the background. */
export interface Parent {
  readonly steps: StepListener;
  /** Says that everything runs, and lets go. */
  ready(host: HostRecord): void;
}

/** Its Ctrl-C is taken for ours from now on. @returns undefined when this process is not in the background */
export function waitingParent(): Parent | undefined {
  if (!isDetached()) return undefined;
  const send = (message: Message) => {
    if (process.connected) process.send!(message, undefined, {}, () => {});
  };
  process.on("disconnect", () => {}); // the parent may be gone; we go on
  process.on("message", () => process.emit("SIGINT")); // its one message
  process.channel?.unref(); // a start that fails must end, although the parent still listens
  return {
    steps: {
      started: (step) => send({ kind: "started", step }),
      ended: (record) => send({ kind: "ended", record }),
    },
    ready: (host) => {
      send({ kind: "ready", host });
      setImmediate(() => process.connected && process.disconnect());
    },
  };
}

/**
 * Runs `npm start` with these options in the background, shows its steps, and returns when it is ready.
 * Throws a UserError with what it printed when it ends before.
 */
export async function startDetached(
  stateDirectory: string,
  options: readonly string[],
  printer = stepPrinter(),
): Promise<HostRecord> {
  await takeStateDirectory(stateDirectory);
  const outputFile = path.join(stateDirectory, "start.log");
  const output = openSync(outputFile, "w", 0o600);
  // Not as a signal, which on Windows ends a process at once.
  const interrupt = () => child.connected && child.send("interrupt");
  // Before there is a child: a signal that ended us while it is made would leave it to itself.
  for (const signal of SIGNALS) process.on(signal, interrupt);
  // Not by zx, which waits for a program: this one outlives us.
  const child = spawn(process.execPath, [fromRoot("scripts", "launch.cjs"), "start", ...options], {
    cwd: fromRoot(),
    detached: true,
    stdio: ["ignore", output, output, "ipc"],
    // It gets its options from us: what npm took was looked at here.
    env: { ...process.env, [DETACHED]: "1", NO_COLOR: "1", npm_lifecycle_event: undefined },
  });
  try {
    return await new Promise<HostRecord>((resolve, reject) => {
      child.on("message", (message: Message) => {
        if (message.kind === "started") printer.started(message.step);
        else if (message.kind === "ended") printer.ended(message.record);
        else resolve(message.host);
      });
      child.on("error", reject);
      child.on("exit", (code, signal) => {
        endedEarly(stateDirectory, outputFile, code, signal).then(resolve, reject);
      });
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    child.removeAllListeners();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** The host that another command has started meanwhile, when that is why it ended. Throws otherwise. */
async function endedEarly(
  stateDirectory: string,
  outputFile: string,
  code: number | null,
  signal: NodeJS.Signals | null,
): Promise<HostRecord> {
  if (code === EXIT.interrupted || signal === "SIGINT") throw new InterruptedError("interrupted");
  const other = code === EXIT.done ? await readHost(stateDirectory) : undefined;
  if (other) return other;
  const said = (await readFile(outputFile, "utf8")).trim().replace(/^✗ /, "");
  throw new EndedEarlyError(
    said || `It ended with ${signal ?? `code ${code}`}.`,
    code ?? EXIT.failed,
  );
}

/** The background process ended before it was ready; its message is what it printed. */
class EndedEarlyError extends UserError {
  readonly #code: number;

  constructor(message: string, code: number) {
    super(message, ""); // it holds what to type
    this.#code = code;
  }

  override get exitCode(): number {
    return this.#code === 0 ? 1 : this.#code;
  }
}
