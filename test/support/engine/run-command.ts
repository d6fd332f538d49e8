import { spawn, type ChildProcess } from "node:child_process";
import { OWN_GROUP } from "#lib/terminal/process-group";
import type { EngineProject } from "./engine.ts";

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs, in a process group of its own, as a terminal starts it. */
export interface StartedCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandEnd>;
}

/** A command of a project's copy of the checkout, as npm would start it once its packages are there. */
export const runCommand = (...words: Parameters<typeof startCommand>): Promise<CommandEnd> =>
  startCommand(...words).ended;

/** The same, for what happens to it meanwhile. */
export function startCommand(
  project: EngineProject,
  name: string,
  ...args: readonly string[]
): StartedCommand {
  const file = project.path("scripts", `${name}.ts`);
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
    cwd: project.path(),
    env: { ...project.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    ...OWN_GROUP,
  });
  let stdout = "";
  let stderr = "";
  project.adopt(child);
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<CommandEnd>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
  return { child, ended };
}
