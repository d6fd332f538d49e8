import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { isAnswering } from "./postgres/free-port.ts";
import { fromRoot } from "#lib/root";
import { writeWhole } from "#lib/write-whole";
import { processState } from "./postgres/process/state.ts";
import type { PostgresKind } from "./postgres/server.ts";

/** Where the local copy keeps everything it makes: database, user pool, bundles, logs. */
export const STATE_DIRECTORY = fromRoot(".local");

/** A running local copy as other commands see it; `host.json` in the state directory. */
export interface HostRecord {
  readonly pid: number;
  /** Tells the process from a later one with the same pid. */
  readonly born: string;
  /** Where this machine's programs reach it. */
  readonly url: string;
  /** Where a workspace's proxy has it. */
  readonly forwardedUrl?: string;
  readonly port: number;
  /** The address at which others reach it, or 127.0.0.1. */
  readonly address: string;
  /** Opens the mailbox from elsewhere. */
  readonly mailboxToken: string;
  readonly startedAt: string;
  readonly postgres: {
    readonly kind: PostgresKind;
    readonly description: string;
    /** Where the server listens; no password. */
    readonly host: string;
    readonly port: number;
    readonly database: string;
    /** With the password; undefined for an external server, whose password is not ours to keep. */
    readonly connectionUrl?: string | undefined;
  };
  readonly demo: { readonly email: string; readonly password: string };
}

const fileIn = (directory: string) => path.join(directory, "host.json");

/** The lock of whoever starts or ends the host of a state directory. */
export const startLock = (directory: string) => path.join(directory, "start.lock");

/** The record of a host that runs, or undefined. Changes nothing: a record whose process is gone is no record. */
export async function readHost(directory = STATE_DIRECTORY): Promise<HostRecord | undefined> {
  let record: HostRecord | null;
  try {
    record = JSON.parse(await readFile(fileIn(directory), "utf8")) as HostRecord | null;
  } catch (error) {
    // A record that was cut short says nothing that a new start would not write again.
    if (codeOf(error) === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
  return record && (await isAlive(record)) ? record : undefined;
}

/** Whether the process of a record runs; not a later one with its number. */
export async function isAlive({
  pid,
  born,
  port,
}: Pick<HostRecord, "pid" | "born" | "port">): Promise<boolean> {
  const state = await processState(pid);
  if (state === undefined || state.zombie) return false;
  // Windows tells no birth, but a later process has not its port.
  return state.born === undefined ? isAnswering("127.0.0.1", port) : state.born === born;
}

/** The page's address for people: where a workspace's proxy has it, if one does. */
export const pageOf = ({ forwardedUrl, url }: Pick<HostRecord, "forwardedUrl" | "url">): string =>
  forwardedUrl ?? url;

/** The mailbox's address; it opens the mailbox wherever the page can be reached from, so it is for its owner only. */
export const mailboxOf = (record: HostRecord): string =>
  `${pageOf(record)}/_local/mail?token=${record.mailboxToken}`;

export async function writeHost(
  directory: string,
  record: Omit<HostRecord, "pid" | "born">,
): Promise<HostRecord> {
  const born = (await processState(process.pid))?.born ?? "";
  const whole: HostRecord = { pid: process.pid, born, ...record };
  await mkdir(directory, { recursive: true });
  const text = `${JSON.stringify(whole, undefined, 2)}\n`;
  await writeWhole(fileIn(directory), text, { mode: 0o600 });
  return whole;
}

export async function removeHost(directory: string): Promise<void> {
  await rm(fileIn(directory), { force: true });
  await rm(wishIn(directory), { force: true });
}

const wishIn = (directory: string) => path.join(directory, "host.stop");

/** Asks a host to end, by a file that it looks for in its state directory. */
export async function askToEnd(directory: string, { pid }: HostRecord): Promise<void> {
  await writeFile(wishIn(directory), String(pid));
}

/** Whether this process has been asked to end, and not one before it. */
async function isAskedToEnd(directory: string): Promise<boolean> {
  const pid = await readFile(wishIn(directory), "utf8").catch(() => undefined);
  return pid === String(process.pid);
}

const LOOK_MS = 250;
/** Looks in 1.5 s, which is longer than an editor or a sync tool takes to put a file aside and back. */
const FORGOTTEN_LOOKS = 6;

/**
 * Settles when somebody has asked the running host to end (`askToEnd`), or when its record is gone, because somebody
 * deleted the state directory: nobody can find it to stop it any more, and its data is gone, so it ends by itself.
 */
export async function whenUnwanted(
  directory: string,
  notify: (message: string) => void,
): Promise<void> {
  for (let missing = 0; missing < FORGOTTEN_LOOKS;) {
    await delay(LOOK_MS, undefined, { ref: false });
    if (await isAskedToEnd(directory)) return;
    missing = existsSync(fileIn(directory)) ? 0 : missing + 1;
  }
  notify(
    `${directory} was deleted; there is nothing left to run on. To delete it: ${typed("reset")}`,
  );
}
