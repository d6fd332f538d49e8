import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Env } from "../environment.ts";

/**
 * Who works here, for tags: git's `user.email`, otherwise the login. @returns at most 128 characters of those that EC2
 * takes in a tag's value
 */
export async function developerName(env: Env): Promise<string> {
  const options = { env: { ...env } as NodeJS.ProcessEnv, timeout: 2_000 };
  const git = await promisify(execFile)("git", ["config", "user.email"], options).catch(() => ({
    stdout: "",
  }));
  return tagValue(git.stdout) || tagValue(login(env)) || "somebody";
}

/** In the state directory: a container's name for its workspace, as its host name changes at every rebuild. */
const NAME_FILE = "workspace";

/** Where the work is done: as CRUDDUR_WORKSPACE says, the cloud workspace's name, the dev container's, or this machine's. */
export async function workspaceName(
  env: Env,
  stateDirectory: string,
  machine = hostname(),
): Promise<string> {
  const named = env["CRUDDUR_WORKSPACE"] || env["CODESPACE_NAME"] || env["GITPOD_WORKSPACE_ID"];
  const file = path.join(stateDirectory, NAME_FILE);
  const name = tagValue(named ?? "") || tagValue(await readFile(file, "utf8").catch(() => ""));
  return name || tagValue(machine) || "somewhere";
}

/** A text in the characters that every AWS service takes in a tag's value. */
export function tagValue(text: string): string {
  return text
    .trim()
    .replace(/[^\p{L}\p{N} _.:/=+\-@]/gu, "-")
    .slice(0, 128);
}

function login(env: Env): string {
  try {
    return userInfo().username;
  } catch {
    return env["USER"] ?? ""; // a container's uid may have no name
  }
}
