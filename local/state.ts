import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf } from "#lib/errors";
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
  readonly forwardedUrl?: string | undefined;
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
export async function isAlive({ pid, born }: Pick<HostRecord, "pid" | "born">): Promise<boolean> {
  const state = await processState(pid);
  return state !== undefined && !state.zombie && (state.born ?? "") === born;
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
}

/** Longer than an editor or a sync tool takes to put a file aside and back. */
const FORGOTTEN_MS = 1_500;

/**
 * Settles when the record of the running host is gone, because somebody deleted the state directory: nobody can find
 * the host to stop it any more, and its data is gone, so it has to end by itself.
 */
export async function whenForgotten(
  directory: string,
  notify: (message: string) => void,
): Promise<void> {
  for (let missing = 0; missing < 2;) {
    await delay(FORGOTTEN_MS / 2, undefined, { ref: false });
    missing = existsSync(fileIn(directory)) ? 0 : missing + 1;
  }
  notify(`${directory} was deleted; there is nothing left to run on. To delete it: npm run reset`);
}
