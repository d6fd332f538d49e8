/**
 * From `npm start -- --detach` to a page and an API that answer, with and without a database to begin with, beside
 * what nobody can do without: Node's own start, and PostgreSQL's programs alone. And what the host process weighs.
 */
import { execFile } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { makeCluster } from "#local/postgres/cluster";
import { anyFreePort } from "#local/postgres/free-port";
import { launchServer, stopPostmaster } from "#local/postgres/launch";
import { makeHome, pathsIn } from "#local/postgres/server-home";
import { ratioOf, spreadOf, type Benchmark } from "./figure.ts";
import { interleave, timed } from "./interleave.ts";
import { get, startCopy, stopCopy, type LocalCopy } from "./local-copy.ts";
import { temporaryDirectory } from "./servers.ts";

const ROUNDS = 5;
const REQUESTS = 200;

export const start: Benchmark = {
  name: "start",
  async run(checkpoint) {
    const kept = await temporaryDirectory();
    const memory: Memory[] = [];
    try {
      // The state that "next" starts from.
      await startCopy(kept);
      await stopCopy(kept);
      const samples = await interleave(
        {
          node: () => timed(() => promisify(execFile)(process.execPath, ["-e", "0"])),
          empty: async () => {
            const directory = await temporaryDirectory();
            try {
              return await startAndStop(directory);
            } finally {
              await rm(directory, { recursive: true, force: true });
            }
          },
          next: () => startAndStop(kept, memory),
          ...postgresArms(),
        },
        { rounds: ROUNDS, warmUp: 0, checkpoint },
      );
      const inSeconds = (sample: number[]) => spreadOf(sample.map((ms) => ms / 1_000));
      const of = (which: keyof Memory) => spreadOf(memory.map((one) => one[which]));
      return [
        {
          label: "empty state / initdb + pg_ctl start",
          unit: "x",
          spread: ratioOf(samples.empty, samples.initdb),
        },
        {
          label: "next start / pg_ctl start",
          unit: "x",
          spread: ratioOf(samples.next, samples.pgCtl),
        },
        { label: "next start / node -e 0", unit: "x", spread: ratioOf(samples.next, samples.node) },
        {
          label: "empty state to working page",
          unit: "s",
          spread: inSeconds(samples.empty),
          goal: { most: 2.5 },
        },
        {
          label: "next start to working page",
          unit: "s",
          spread: inSeconds(samples.next),
          goal: { most: 1.5 },
        },
        { label: "initdb + pg_ctl start", unit: "s", spread: inSeconds(samples.initdb) },
        { label: "pg_ctl start", unit: "s", spread: inSeconds(samples.pgCtl) },
        { label: "node -e 0", unit: "s", spread: inSeconds(samples.node) },
        {
          label: `host's memory after ${REQUESTS} requests`,
          unit: "MiB",
          spread: of("steady"),
          goal: { most: 250 },
        },
        { label: "host's memory at its peak", unit: "MiB", spread: of("peak") },
      ];
    } finally {
      await rm(kept, { recursive: true, force: true });
    }
  },
};

async function startAndStop(directory: string, memory?: Memory[]): Promise<number> {
  const { ms, copy } = await startCopy(directory);
  try {
    if (memory) memory.push(...(await memoryOf(copy)));
    return ms;
  } finally {
    await stopCopy(directory);
  }
}

/** The same programs with the same settings, and nothing else. */
function postgresArms(): Record<"initdb" | "pgCtl", () => Promise<number>> {
  const withHome = async (
    measure: (home: Awaited<ReturnType<typeof makeHome>>) => Promise<number>,
  ) => {
    const directory = await temporaryDirectory();
    await mkdir(pathsIn(directory).directory);
    try {
      return await measure(await makeHome(directory));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  const options = async () => ({ port: await anyFreePort(), durable: true, onProgress: () => {} });
  return {
    initdb: () =>
      withHome(async (home) => {
        const ms = await timed(async () => {
          await makeCluster(home, "a benchmark's");
          await launchServer(home, await options());
        });
        await stopPostmaster(home);
        return ms;
      }),
    pgCtl: () =>
      withHome(async (home) => {
        await makeCluster(home, "a benchmark's");
        const ms = await timed(async () => launchServer(home, await options()));
        await stopPostmaster(home);
        return ms;
      }),
  };
}

interface Memory {
  readonly steady: number;
  readonly peak: number;
}

/** proc(5): VmRSS is what a process has in memory now, VmHWM the most it ever had. Nothing where there is no /proc. */
async function memoryOf({ url, pid }: LocalCopy): Promise<Memory[]> {
  for (let index = 0; index < REQUESTS; index += 1) await get(`${url}/api/activities/home`);
  const status = await readFile(path.join("/proc", String(pid), "status"), "utf8").catch(() => "");
  const mib = (field: string) => {
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
    return kib === undefined ? [] : [Number(kib) / 1_024];
  };
  const [steady, peak] = [...mib("VmRSS"), ...mib("VmHWM")];
  return steady === undefined || peak === undefined ? [] : [{ steady, peak }];
}
