import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, cp, lstat, mkdir, realpath, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removeFolder, renameOver } from "#lib/busy-files";
import { codeOf, RefusedError, UserError } from "#lib/errors";
import { ROOT } from "#lib/root";
import { isOlder, mark, readMark } from "../state-directory/take.ts";
import { binariesIn, findBinaries, type PostgresBinaries } from "./binaries.ts";
import { canReach, makePrivateDirectory, serverUserFor } from "./server-user.ts";
import { runProgram, type RunAs } from "./run-program.ts";

/** Where one embedded server lives, and as whom. */
export interface ServerHome {
  /** The real path, links followed. */
  dataDirectory: string;
  logFile: string;
  /** Undefined: as ourselves. */
  user: RunAs | undefined;
  binaries: PostgresBinaries;
}

/**
 * Where root's servers go when their user cannot enter the checkout (a home with mode 0700). Not /var/tmp: anybody may
 * make files there, under names we would trust, and systemd deletes the old ones from the midst of a data directory.
 */
const PUBLIC_PLACE = "/var/lib";

/** The paths of `<stateDirectory>/postgres` and in it. `data` is the data directory, or a link to it. */
export function pathsIn(stateDirectory: string): Record<"directory" | "data" | "lock", string> {
  const directory = join(stateDirectory, "postgres");
  return { directory, data: join(directory, "data"), lock: join(directory, "lock") };
}

/** The home of the data there is. @returns undefined when there is none */
export async function findHome(stateDirectory: string): Promise<ServerHome | undefined> {
  const dataDirectory = await dataDirectoryOf(stateDirectory);
  if (dataDirectory === undefined) return undefined;
  await refuseForeignLink(stateDirectory, dataDirectory);
  const { uid, gid } = await stat(dataDirectory);
  if (process.getuid && process.getuid() !== 0 && process.getuid() !== uid) {
    throw new UserError(
      `The local database in ${dataDirectory} belongs to user ${uid}, and you are user ${process.getuid()}.`,
      `Take it over: sudo chown -R "$(id -u):$(id -g)" "${stateDirectory}"`,
    );
  }
  const user = serverUserFor(process.getuid?.(), { uid, gid });
  if (user && user.uid !== uid) {
    // Restored or moved as root; PostgreSQL insists on being the owner.
    await runProgram("chown", ["-hR", `${user.uid}:${user.gid}`, dataDirectory], undefined);
  }
  return homeAt(dirname(dataDirectory), user, await reachableBinaries(user));
}

/** The data directory's real path. @returns undefined when there is none */
export async function dataDirectoryOf(stateDirectory: string): Promise<string | undefined> {
  try {
    return await realpath(pathsIn(stateDirectory).data);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Throws a RefusedError when `postgres/data` is a link that we did not make; ours leads to where root's servers are. */
async function refuseForeignLink(stateDirectory: string, dataDirectory: string): Promise<void> {
  const { data } = pathsIn(stateDirectory);
  if (!(await lstat(data)).isSymbolicLink()) return;
  const folder = dirname(dataDirectory);
  const isThere = folder.startsWith(join(PUBLIC_PLACE, "cruddur-"));
  const told = await readMark(folder);
  // A state directory that was moved keeps its data; a copy's link leads to the original's.
  const of = told?.of ?? "";
  const isCopy = of !== (await realpath(stateDirectory)) && existsSync(of);
  if (isThere && !isCopy && (told || (await isOlder(folder)))) return;
  throw new RefusedError(
    `${data} is a link to ${dataDirectory}, ${isCopy ? `the database of ${of}` : "which we did not make"}. Nothing was done.`,
    `Delete the link, and the next start makes a database of its own: rm "${data}"`,
  );
}

/** Chooses the place for a data directory that is yet to be made, and makes the directories above it. */
export async function makeHome(stateDirectory: string): Promise<ServerHome> {
  const paths = pathsIn(stateDirectory);
  const user = serverUserFor(process.getuid?.(), undefined);
  const binaries = await reachableBinaries(user);
  await rm(paths.data, { force: true, recursive: true }); // a link that leads nowhere
  const place = await realpath(paths.directory); // macOS' /tmp is a link
  if (await isSuitable(place, user)) return homeAt(place, user, binaries);
  if (!user) throw unsuitable(paths.directory);

  const directory = join(await makePublicDirectory(), shortHash(await realpath(stateDirectory)));
  await makeOpenDirectory(directory);
  await mark(directory, await realpath(stateDirectory));
  if (!(await isSuitable(directory, user))) throw unsuitable(directory);
  await symlink(join(directory, "data"), paths.data);
  return homeAt(directory, user, binaries);
}

/** Removes the data directory, wherever it is. The server must have been stopped. */
export async function removeHome(stateDirectory: string): Promise<void> {
  const { directory } = pathsIn(stateDirectory);
  const data = await dataDirectoryOf(stateDirectory);
  if (data !== undefined) {
    await refuseForeignLink(stateDirectory, data);
    // Half removed under its name it would look like a damaged one.
    const removed = `${data}.removed`;
    await renameOver(data, removed);
    await removeFolder(dirname(data) === directory ? removed : dirname(data));
  }
  await removeFolder(directory);
}

function homeAt(
  directory: string,
  user: RunAs | undefined,
  binaries: PostgresBinaries,
): ServerHome {
  const dataDirectory = join(directory, "data");
  return { dataDirectory, logFile: join(directory, "server.log"), user, binaries };
}

async function isSuitable(directory: string, user: RunAs | undefined): Promise<boolean> {
  if (!(await canReach(directory, user))) return false;
  const trial = join(directory, "trial");
  try {
    return await makePrivateDirectory(trial, user);
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}

function unsuitable(directory: string): UserError {
  return new UserError(
    `${directory} cannot hold a database: that disk does not keep file owners or modes.`,
    "Put the project on a disk of this system itself, not on a shared or Windows one.",
  );
}

async function reachableBinaries(user: RunAs | undefined): Promise<PostgresBinaries> {
  const binaries = await findBinaries();
  if (await canReach(binaries.postgres, user)) return binaries;
  const copy = join(await makePublicDirectory(), `programs-${binaries.packageVersion}`);
  const copied = binariesIn(copy, binaries.packageVersion);
  if (await stat(copy).catch(() => undefined)) return copied;
  // Renamed when complete, so that an interrupted copy is never used.
  const part = `${copy}.${process.pid}`;
  await cp(binaries.directory, part, { recursive: true, verbatimSymlinks: true });
  await runProgram("chmod", ["-R", "a+rX", part], undefined); // root's umask may be 077
  await rename(part, copy).catch(async (error: unknown) => {
    await rm(part, { recursive: true, force: true });
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
  });
  return copied;
}

async function makePublicDirectory(): Promise<string> {
  const directory = join(PUBLIC_PLACE, `cruddur-${shortHash(ROOT)}`);
  await makeOpenDirectory(directory);
  return directory;
}

async function makeOpenDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
