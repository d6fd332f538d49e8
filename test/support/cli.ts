import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Env } from "#lib/environment";
import { fromRoot } from "#lib/root";
import { endGroup, OWN_GROUP } from "#lib/terminal/process-group";
import { until } from "./until.ts";

export interface Ended {
  /** 130 also when Ctrl-C ended it before it could do anything about it, as a shell tells it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Added to an environment without colours, CI and settings of ours; undefined takes one away. */
  readonly env?: Env;
  readonly cwd?: string;
  /** Options of node itself. */
  readonly node?: readonly string[];
  /** The folder that holds scripts/. @default the checkout */
  readonly root?: string;
}

const running = new Set<RunningCommand>();

/** Ends what a failed test has left running; the children of a background start are not among it. */
export async function endCommands(): Promise<void> {
  for (const command of running) command.interrupt("SIGKILL");
  await Promise.all([...running].map(({ ended }) => ended));
}

/** A command that runs, in a process group of its own, as a terminal starts it. */
export class RunningCommand {
  stdout = "";
  stderr = "";
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #isOver = false;

  constructor(name: string, args: readonly string[], options: CommandOptions = {}) {
    const { env = {}, cwd, node = [], root = fromRoot() } = options;
    this.child = spawn(process.execPath, [...node, `${root}/scripts/launch.cjs`, name, ...args], {
      ...OWN_GROUP,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...plainEnvironment(), ...env },
      cwd,
    });
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    running.add(this);
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code, signal) => {
        this.#isOver = true;
        running.delete(this);
        const told = code ?? (signal === "SIGINT" ? 130 : -1);
        resolve({ code: told, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** As Ctrl-C in a terminal does: to everything in its group. */
  interrupt(signal: NodeJS.Signals = "SIGINT"): void {
    endGroup(this.pid, signal);
  }

  /** Waits for a text in what it printed. Fails when it ends without. */
  async says(text: string | RegExp, where: "stdout" | "stderr" = "stderr"): Promise<void> {
    const isThere = () =>
      typeof text === "string" ? this[where].includes(text) : text.test(this[where]);
    await until(`it says ${String(text)}`, () => isThere() || this.#isOver);
    if (!isThere())
      throw new Error(`it ended without saying ${String(text)}:\n${this.stdout}${this.stderr}`);
  }
}

export function command(
  name: string,
  args: readonly string[] = [],
  options?: CommandOptions,
): Promise<Ended> {
  return new RunningCommand(name, args, options).ended;
}

/** The environment of whoever types a command: without what colours, CI, npm and these tests put into ours. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const dropped =
    /^(CI|NO_COLOR|FORCE_COLOR|TERM|NODE_OPTIONS|CONNECTION_URL|PROD_CONNECTION_URL|CRUDDUR_.*|CODESPACE_NAME|npm_.*)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}

/** The processes that have to do with a directory: named on their command line, or working in it. Linux only. */
export function processesOf(directory: string): string[] {
  if (!existsSync("/proc/self/stat")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        const isOf =
          line.includes(directory) || readlinkSync(`/proc/${pid}/cwd`).startsWith(directory);
        return isOf ? [`${pid} ${line}`] : [];
      } catch {
        return []; // it ended meanwhile, or is not ours
      }
    });
}
