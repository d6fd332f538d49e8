import { spawn } from "node:child_process";
import type { EngineProject } from "./engine.ts";

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of a project's copy of the checkout, as npm would start it once its packages are there. */
export function runCommand(
  project: EngineProject,
  name: string,
  ...args: readonly string[]
): Promise<CommandEnd> {
  const file = project.path("scripts", `${name}.ts`);
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
    cwd: project.path(),
    env: { ...project.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  project.adopt(child);
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}
