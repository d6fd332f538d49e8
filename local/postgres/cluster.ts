import { appendFile, chown, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removeFolder, renameOver } from "#lib/busy-files";
import { LOCAL_SUPERUSER } from "#lib/domain/local-superuser";
import { codeOf, UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { runProgram } from "./run-program.ts";
import type { ServerHome } from "./server-home.ts";
import { makePrivateDirectory } from "./server-user.ts";
import { POSTGRES_MAJOR } from "./version.ts";

/**
 * Makes a data directory (about 0.4 s). It appears under its name only when it is complete.
 *
 * @param password the superuser's
 */
export async function makeCluster(home: ServerHome, password: string): Promise<void> {
  const directory = dirname(home.dataDirectory);
  refuseShellCharacters(home.binaries.initdb, directory);
  await removeLitter(directory);
  // A name of this process: what is left of a killed one's initdb may be writing still.
  const unfinished = join(directory, `${UNFINISHED}${process.pid}`);
  const passwordFile = join(directory, `${PASSWORD}${process.pid}`);
  await makePrivateDirectory(unfinished, home.user);
  try {
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (home.user) await chown(passwordFile, home.user.uid, home.user.gid);
    // The builtin C.UTF-8 is the same on every system, and no system update changes its order.
    const { code, output } = await runProgram(
      home.binaries.initdb,
      [
        ...[
          "-D",
          unfinished,
          "-U",
          LOCAL_SUPERUSER,
          "-A",
          "scram-sha-256",
          "--pwfile",
          passwordFile,
        ],
        ...["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        process.platform === "linux" ? "--locale=C.UTF-8" : "--locale=C",
        "--no-sync",
      ],
      home.user,
    );
    if (code !== 0) {
      // Root's servers run as a user that macOS does not have.
      const asRoot = output.includes("effective user ID")
        ? "Work as a normal user, not as root.\n"
        : "";
      throw new UserError(
        `PostgreSQL's data directory could not be made:\n${output}`,
        `${asRoot}Use another server: ${typed("start", "--postgres docker")}, or set CONNECTION_URL.`,
      );
    }
  } finally {
    await rm(passwordFile, { force: true });
  }
  await appendFile(join(unfinished, "postgresql.conf"), `include '${SETTINGS_FILE}'\n`);
  await renameOver(unfinished, home.dataDirectory);
}

const UNFINISHED = "data.unfinished";
const PASSWORD = "password";

/** The caller holds the lock, so whoever made it is gone. */
async function removeLitter(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(UNFINISHED) && !name.startsWith(PASSWORD)) continue;
    // An initdb that outlived its command still writes; what it leaves goes the next time.
    await removeFolder(join(directory, name)).catch(() => {});
  }
}

export const SETTINGS_FILE = "cruddur.conf";

/** Which settings a server starts with. */
export interface ServerSettings {
  port: number;
  /** False: what a power failure would lose, it may lose. A killed process loses nothing either way. */
  durable: boolean;
}

/** PostgreSQL reads them at its start, so that data made by an older release of this project gets today's. */
export async function writeSettings(home: ServerHome, settings: ServerSettings): Promise<void> {
  const path = join(home.dataDirectory, SETTINGS_FILE);
  // Never through a link: we may be root, and the directory belongs to the server's user.
  await rm(path, { force: true });
  await writeFile(path, settingsText(settings), { flag: "wx", mode: 0o644 });
}

function settingsText({ port, durable }: ServerSettings): string {
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_preload_libraries: "pg_stat_statements",
    timezone: "UTC",
    log_timezone: "UTC",
    // For the chores when everything else is taken; the account that they log in as is no superuser.
    reserved_connections: 2,
    ...(!durable && {
      fsync: "off",
      full_page_writes: "off",
      wal_level: "minimal",
      max_wal_senders: 0,
      // Within the data directory, so that deleting it leaves nothing of a killed server in /dev/shm. Windows has one kind.
      ...(process.platform !== "win32" && { dynamic_shared_memory_type: "mmap" }),
    }),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  return `# Written at every start. Lasting changes of your own go below the include in postgresql.conf.\n${lines.join("\n")}\n`;
}

/**
 * Looks whether a data directory is one that our programs can open.
 *
 * @returns false when it is not a data directory at all, only the remains of one
 * @throws UserError when it is another major version's
 */
export async function isUsableCluster(dataDirectory: string): Promise<boolean> {
  let found: string;
  try {
    found = (await readFile(join(dataDirectory, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
  if (found === String(POSTGRES_MAJOR)) return true;
  throw new UserError(
    `The local database in ${dataDirectory} was made by PostgreSQL ${found}; this project now needs ${POSTGRES_MAJOR}.`,
    `Nothing was changed. To begin again with an empty database: ${typed("reset")}, then ${typed("start")}`,
  );
}

/** PostgreSQL's initdb and pg_ctl give these paths to a shell, in double quotes. */
function refuseShellCharacters(...paths: readonly string[]): void {
  const path = paths.find(
    (candidate) => /[$`"\\\n]/.test(candidate) && process.platform !== "win32",
  );
  if (path === undefined) return;
  throw new UserError(
    `PostgreSQL's programs cannot work in a folder whose name has a $, a backtick, a quote or a backslash: ${path}`,
    `Move the checkout to a folder without them, or use another server: ${typed("start", "--postgres docker")}`,
  );
}
