import { execFile } from "node:child_process";
import { hostname, userInfo } from "node:os";
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

/** Where the work is done: the cloud workspace's name, otherwise this machine's. */
export function workspaceName(env: Env, machine = hostname()): string {
  const name = env["CODESPACE_NAME"] || env["GITPOD_WORKSPACE_ID"] || machine;
  return tagValue(name) || "somewhere";
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
