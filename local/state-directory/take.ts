import { lstat, mkdir, open, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { codeOf, RefusedError } from "#lib/errors";
import { requireStatePlace } from "#lib/state-place";

/** The file that says that we made a state directory, or a folder of the server's outside of one. */
const MARK = "cruddur.json";

/** What `reset` leaves where it is, and the lock of who looks: they make a folder neither ours nor somebody's. */
const OF_NO_MATTER = ["backups", "shell-history", "workspace", "start.lock", "lost+found"];

const CONF = /^# Written at every start\. Lasting changes of your own: ALTER/;

/** Files of releases that left no mark, with words that nobody else writes. */
const BEFORE_THE_MARK: Readonly<Record<string, RegExp>> = {
  "host.json": /"mailboxToken": "/,
  "host.log": /^\d{4}-\d\d-\d\dT[\d:.]+Z (host|postgres|cognito) {3,}/,
  "docker.json": /"project": "cruddur-[\da-f]{8}-/,
  "postgres/data/cruddur.conf": CONF,
  "data/cruddur.conf": CONF,
};

/**
 * Makes a state directory and marks it; takes over an empty folder, and one that a release without marks has made.
 *
 * @throws RefusedError when it is not ours; nothing was changed
 */
export async function takeStateDirectory(directory: string): Promise<void> {
  if (await readMark(directory)) return refuseLinks(directory);
  await requireOurs(directory);
  await mkdir(directory, { recursive: true });
  await mark(directory);
}

/**
 * Throws a RefusedError when a state directory holds what we did not make, or when it leads elsewhere by a link. One that
 * is empty or missing is nobody's, and passes. Changes nothing.
 */
export async function requireOurs(directory: string): Promise<void> {
  await requireStatePlace(directory);
  await refuseLinks(directory);
  if (await readMark(directory)) return;
  const found = await filesIn(directory);
  if (found.length === 0 || (await isOlder(directory))) return;
  const some = found.slice(0, 3).join(", ");
  throw new RefusedError(
    `${directory} was not made by Cruddur Stack: it holds ${some}${found.length > 3 ? ", …" : ""}. Nothing was done.`,
    "Name another folder: --state-directory <folder>. Or move that one away, if nothing needs it there.",
  );
}

/**
 * Says of a folder, which is ours, that it is.
 *
 * @param of the state directory that it belongs to, when it is not one itself
 */
export async function mark(directory: string, of?: string): Promise<void> {
  const text = `${JSON.stringify({ cruddur: "state directory", of })}\n`;
  await writeFile(path.join(directory, MARK), text, { flag: "wx" }).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error; // another start was quicker
  });
}

/** What a folder's mark says, in a file that is no link; undefined when it has none. */
export async function readMark(directory: string): Promise<{ readonly of?: string } | undefined> {
  const text = await beginning(path.join(directory, MARK));
  try {
    const told = JSON.parse(text) as { cruddur?: unknown; of?: string } | null;
    return told?.cruddur === "state directory" ? told : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a release without marks has made a folder. */
export async function isOlder(directory: string): Promise<boolean> {
  for (const [name, words] of Object.entries(BEFORE_THE_MARK)) {
    if (words.test(await beginning(path.join(directory, name)))) return true;
  }
  return false;
}

/** The first 4 KB of a file; "" when it is not there, not for us, or a link. */
async function beginning(file: string): Promise<string> {
  try {
    if (!(await lstat(file)).isFile()) return "";
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4_096), 0, 4_096, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return "";
  }
}

/** The names in a folder, but for those of no matter and of folders without a file. */
async function filesIn(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(directory)) {
    if (!OF_NO_MATTER.includes(name) && (await holdsFile(path.join(directory, name)))) {
      found.push(name);
    }
  }
  return found;
}

/** Whether a place is something else than a folder, or one that holds something else than folders. */
export async function holdsFile(place: string): Promise<boolean> {
  if (!(await lstat(place)).isDirectory()) return true;
  for (const name of await readdir(place)) {
    if (await holdsFile(path.join(place, name))) return true;
  }
  return false;
}

/** Links in it are followed by nobody, so that nothing outside of it is written or deleted. */
async function refuseLinks(directory: string): Promise<void> {
  for (const name of await namesIn(directory)) {
    const place = path.join(directory, name);
    if (OF_NO_MATTER.includes(name) || !(await lstat(place)).isSymbolicLink()) continue;
    throw new RefusedError(
      `${place} is a link, which we did not make. Nothing was done.`,
      `Delete the link (rm "${place}"), or name another folder: --state-directory <folder>`,
    );
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
