import { appendFile, chmod, chown, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { runProgram, type RunAs } from "#local/postgres/run-program";
import { anyFreePort } from "#local/postgres/free-port";
import { makePrivateDirectory, serverUserFor } from "#local/postgres/server-user";
import { throwAwayParent } from "#local/postgres/throw-away";
import { POSTGRES_MAJOR } from "#local/postgres/version";
import type { TestServer } from "../databases.ts";

/** Where Debian's and Ubuntu's packages put the programs of each version, which PATH has not. */
const DEBIAN = "/usr/lib/postgresql";

const HOW =
  `no PostgreSQL older than ${POSTGRES_MAJOR} was found in ${DEBIAN} or on PATH. ` +
  "Install one: apt-get install postgresql-15";

/** A server of a version before ours, as its superuser reaches it. */
export interface OlderServer extends TestServer {
  /** 15 */
  readonly major: number;
}

interface Programs {
  readonly folder: string;
  readonly major: number;
}

/**
 * Registers tests that need a server of an older PostgreSQL, the newest that there is; it lives as long as they do.
 * Without one it says in one line what is missing; in CI, where nothing may be left out, that is a failure.
 */
export function describeWithOlderPostgres(
  title: string,
  define: (server: () => OlderServer) => void,
): void {
  const programs = findOlder();
  if (programs === undefined) {
    if (!process.env["CI"]) {
      console.error(`Not tested: ${title}, since ${HOW}`);
      return;
    }
    describe(title, () => {
      it("has an older PostgreSQL", () => {
        throw new Error(`CI is set and ${HOW}`);
      });
    });
    return;
  }
  describe(title, function () {
    this.timeout(60_000);
    let running: { readonly server: OlderServer; stop(): Promise<void> } | undefined;
    before(async () => {
      running = await startOlder(programs);
    });
    after(() => running?.stop());
    define(() => running!.server);
  });
}

function findOlder(): Programs | undefined {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const folders = [
    ...debian.map((version) => path.join(DEBIAN, version, "bin")),
    ...(process.env["PATH"] ?? "").split(path.delimiter),
  ];
  return folders
    .filter((folder) => existsSync(path.join(folder, "initdb")))
    .map((folder) => ({ folder, major: majorOf(folder) }))
    .filter(({ major }) => major >= 12 && major < POSTGRES_MAJOR)
    .sort((one, other) => other.major - one.major)[0];
}

/** By its path: `…/15/bin`, `…/postgresql@14/bin`; 0 for one that does not tell, as asking it would take a process. */
function majorOf(folder: string): number {
  return Number(/\b(\d+)(?:\.\d+)*\/bin$/.exec(folder)?.[1] ?? 0);
}

async function startOlder({
  folder,
  major,
}: Programs): Promise<{ readonly server: OlderServer; stop(): Promise<void> }> {
  const user = serverUserFor(process.getuid?.(), undefined);
  const directory = await mkdtemp(path.join(await realpath(await throwAwayParent()), "older-"));
  await chmod(directory, 0o755); // the server may run as another user
  const data = path.join(directory, "data");
  const run = (program: string, args: string[]) => finished(path.join(folder, program), args, user);
  await makePrivateDirectory(data, user);
  const passwordFile = path.join(directory, "password");
  await writeFile(passwordFile, "password", { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const how = ["-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile];
  await run("initdb", ["-D", data, ...how, "-E", "UTF8", "--locale=C", "--no-sync"]);
  const port = await anyFreePort();
  await appendFile(
    path.join(data, "postgresql.conf"),
    `port = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n`,
  );
  await run("pg_ctl", ["start", "-s", "-w", "-D", data, "-l", path.join(data, "log")]);
  const stop = async () => {
    await run("pg_ctl", ["stop", "-s", "-m", "immediate", "-D", data]);
    await rm(directory, { recursive: true, force: true });
  };
  const login = { user: "postgres", password: "password", maintenance: "postgres" };
  return { server: { host: "127.0.0.1", port, ...login, major }, stop };
}

async function finished(file: string, args: string[], user: RunAs | undefined): Promise<void> {
  const { code, output } = await runProgram(file, args, user);
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${output}`);
}
