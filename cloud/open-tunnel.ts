import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Env } from "#lib/environment";
import { codeOf, messageOf, UserError } from "#lib/errors";
import { programsOnPath } from "#lib/programs-on-path";
import { probe } from "#lib/tcp-probe";
import { endGroup, OWN_GROUP } from "#lib/terminal/process-group";
import { $ } from "#lib/terminal/program";
import {
  canOpenTunnel,
  keyCommand,
  parseAwsVersion,
  pushKeyCommand,
  tunnelCommand,
  type CommandLine,
  type TunnelWay,
} from "#lib/tunnel-command";

/** A tunnel that is open. */
export interface Tunnel {
  /** Settles when it has ended, by itself or by `close`; with what ssh said at last. */
  readonly ended: Promise<string>;
  /** Ends the child, by force when it does not heed. */
  close(): Promise<void>;
}

const AWS_CLI = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";

/** Throws a UserError that names every program that is missing. */
export async function requireTunnelPrograms(env: Env): Promise<void> {
  const missing: string[] = [];
  for (const program of ["aws", "ssh", "ssh-keygen"]) {
    if ((await programsOnPath(program, env)).length === 0) missing.push(program);
  }
  if (missing.length > 0) {
    throw new UserError(
      `A tunnel needs ${missing.join(" and ")}, which ${missing.length > 1 ? "are" : "is"} not installed.`,
      `The AWS command line: ${AWS_CLI}\nssh and ssh-keygen are OpenSSH's: apt install openssh-client`,
    );
  }
  const told = await output(["aws", "--version"], env);
  if (canOpenTunnel(parseAwsVersion(told))) return;
  throw new UserError(
    `A tunnel needs the AWS command line 2.12 or newer, and this is ${told.split(" ")[0] || "another program"}.`,
    `Install it from ${AWS_CLI}`,
  );
}

/** Throws a UserError when something listens there. */
export async function requireFreePort(port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen({ port, host: "127.0.0.1" }, resolve);
    });
  } catch (error) {
    throw new UserError(
      `Port ${port} of this machine cannot be used (${codeOf(error) ?? messageOf(error)}): a program listens there, perhaps another tunnel.`,
      `End it, or take another: npm run tunnel -- --target NAME --port ${port + 1}`,
    );
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}

export interface OpenTunnelOptions {
  readonly env: Env;
  /** Called between two looks; it may throw to end the wait. */
  readonly check?: () => void;
  /** How long ssh may take, and how often it is tried: an instance that has just woken is not ready at once. */
  readonly patienceMs?: number;
}

/** Makes a key, lets it in, starts ssh and waits until the port leads somewhere. Throws a UserError with what was said. */
export async function openTunnel(way: TunnelWay, options: OpenTunnelOptions): Promise<Tunnel> {
  const { env, check, patienceMs = 90_000 } = options;
  await output(keyCommand(way), env);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    await output(pushKeyCommand(way), env);
    const tunnel = start(tunnelCommand(way), env);
    let said: string | undefined;
    void tunnel.ended.then((text) => (said = text));
    while (said === undefined && Date.now() <= deadline) {
      if ((await probe("127.0.0.1", way.localPort, { patienceMs: 0 })) === "open") return tunnel;
      try {
        check?.();
      } catch (error) {
        await tunnel.close();
        throw error;
      }
      await delay(100);
    }
    await tunnel.close();
    if (Date.now() > deadline) {
      throw new UserError(
        `No tunnel came about: ${said || "ssh did not say why"}.`,
        "Try again in a minute. May your user do ec2-instance-connect:OpenTunnel and SendSSHPublicKey?",
      );
    }
    await delay(2_000);
  }
}

function start([program, ...args]: CommandLine, env: Env): Tunnel {
  // Not by zx, which waits for a program: this one is watched, and ended with its group. Ctrl-C is for us.
  const child = spawn(program, args, {
    env: { ...env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "pipe"],
    ...OWN_GROUP,
  });
  let said = "";
  child
    .stderr!.setEncoding("utf8")
    .on("data", (text: string) => (said = (said + text).slice(-2_000)));
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(messageOf(error)));
    child.once("close", () => resolve(said.trim()));
  });
  return { ended, close: () => end(child, ended) };
}

/** The whole group: ssh starts the proxy command as a child of its own. */
async function end(child: ChildProcess, ended: Promise<string>): Promise<void> {
  const signal = (name: "SIGTERM" | "SIGKILL") => {
    if (child.pid !== undefined) endGroup(child.pid, name);
  };
  signal("SIGTERM");
  const timer = setTimeout(() => signal("SIGKILL"), 3_000);
  await ended;
  clearTimeout(timer);
}

async function output([program, ...args]: CommandLine, env: Env): Promise<string> {
  const done = await $({ env: { ...env }, timeout: "60s" })`${[program, ...args]}`;
  if (done.exitCode === 0) return done.stdout || done.stderr;
  throw new UserError(
    `${program} ${args.slice(0, 2).join(" ")} failed: ${done.stderr.trim() || done.message}`,
    "Are you signed in? Try: aws sts get-caller-identity",
    { cause: done },
  );
}
