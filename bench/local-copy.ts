import { spawn } from "node:child_process";
import { once } from "node:events";
import { request, type Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { fromRoot } from "#lib/root";
import { anyFreePort } from "#local/postgres/free-port";
import { readHost } from "#local/state";

const GIVE_UP_MS = 60_000;
const LOOK_EVERY_MS = 5;

/** A local copy with a state of its own, run as people run it. */
export interface LocalCopy {
  readonly url: string;
  /** The host process. */
  readonly pid: number;
}

/** Starts it in the background, and comes back when page and API answer, without waiting for the command to end. */
export async function startCopy(stateDirectory: string): Promise<{ ms: number; copy: LocalCopy }> {
  const [port, postgresPort] = [await anyFreePort(), await anyFreePort()];
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const command = launch("start", [
    ...["--detach", "--no-watch", "--state-directory", stateDirectory],
    ...["--port", String(port), "--postgres-port", String(postgresPort)],
  ]);
  while (!(await answers(`${url}/api/health`)) || !(await answers(`${url}/`))) {
    if (performance.now() - started > GIVE_UP_MS) throw new Error(`${url} did not answer`);
    await delay(LOOK_EVERY_MS);
  }
  const ms = performance.now() - started;
  await command;
  const record = await readHost(stateDirectory);
  if (!record || record.port !== port) throw new Error(`${url} is not where it should be`);
  return { ms, copy: { url, pid: record.pid } };
}

/** Ends it, and its database server. */
export async function stopCopy(stateDirectory: string): Promise<void> {
  await launch("stop", ["--state-directory", stateDirectory]);
}

async function launch(command: string, options: readonly string[]): Promise<void> {
  // Somebody's own server is not to be measured, nor touched.
  const { CONNECTION_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [fromRoot("scripts", "launch.cjs"), command, ...options], {
    stdio: "ignore",
    env,
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`npm ${command} ended with code ${code}`);
}

async function answers(url: string): Promise<boolean> {
  return (await get(url).catch(() => 0)) === 200;
}

/** The status of a GET, with its body read to the end. */
export function get(url: string, agent?: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { ...(agent && { agent }) }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
      response.on("error", reject);
    })
      .on("error", reject)
      .end();
  });
}
