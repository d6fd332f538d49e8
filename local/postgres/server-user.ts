import { chmod, chown, mkdir, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { RunAs } from "./run-program.ts";

/** The user "nobody" on Linux and in most containers; it needs no account to be used by number. */
const NOBODY: RunAs = { uid: 65534, gid: 65534 };

/**
 * Whom to run PostgreSQL as: it refuses root.
 *
 * @param dataOwner the owner of the data directory, when there is one already. Root works on as that user, so that a
 *   single `sudo npm start` does not take a developer's data away.
 * @returns undefined for "as ourselves"
 */
export function serverUserFor(
  uid: number | undefined,
  dataOwner: RunAs | undefined,
): RunAs | undefined {
  if (uid !== 0) return undefined;
  return dataOwner && dataOwner.uid !== 0 ? dataOwner : NOBODY;
}

/** Whether `user` may pass through every directory down to `path` and enter or execute it. */
export async function canReach(path: string, user: RunAs | undefined): Promise<boolean> {
  if (!user) return true;
  for (let at = await realpath(path); ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * Makes a directory that only `user` can enter.
 *
 * @returns false where the disk does not keep owners or modes (shared folders of virtual machines): PostgreSQL
 *   refuses a data directory that others can read
 */
export async function makePrivateDirectory(
  path: string,
  user: RunAs | undefined,
): Promise<boolean> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o700);
  if (user) await chown(path, user.uid, user.gid).catch(() => {});
  if (process.platform === "win32") return true;
  const { mode, uid } = await stat(path);
  return (mode & 0o777) === 0o700 && (!user || uid === user.uid);
}
