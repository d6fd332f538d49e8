/**
 * A start of the Pulumi program, from nothing to its last registration, under mocks: beside loading the modules that it
 * loads, and beside Pulumi registering as many plain resources, which no program can save.
 */
import { fork } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { exactly, ratioOf, spreadOf, type Benchmark } from "./figure.ts";
import { interleave, timed } from "./interleave.ts";
import { temporaryDirectory } from "./servers.ts";

const ROUNDS = 9;

export const program: Benchmark = {
  name: "program",
  async run(checkpoint) {
    const directory = await temporaryDirectory();
    try {
      const { registered, modules } = await startProgram("program");
      const list = path.join(directory, "modules.json");
      await writeFile(list, JSON.stringify(modules));
      const memory = { program: [] as number[], resources: [] as number[] };
      const weighed = (kept: number[], ...words: string[]) =>
        timed(async () => void kept.push((await startProgram(...words)).mib));
      const samples = await interleave(
        {
          modules: () => timed(() => startProgram("modules", list)),
          resources: () => weighed(memory.resources, "resources", list, String(registered)),
          program: () => weighed(memory.program, "program"),
        },
        { rounds: ROUNDS, checkpoint },
      );
      const inSeconds = (sample: number[]) => spreadOf(sample.map((ms) => ms / 1_000));
      return [
        {
          label: "program / its modules and as many plain resources",
          unit: "x",
          spread: ratioOf(samples.program, samples.resources),
          goal: { most: 1.15 },
        },
        {
          label: "program / its modules alone",
          unit: "x",
          spread: ratioOf(samples.program, samples.modules),
          goal: { most: 1.15 },
        },
        { label: "program", unit: "s", spread: inSeconds(samples.program) },
        { label: "resources registered", unit: "", spread: exactly(registered) },
        {
          label: "memory",
          unit: "MiB",
          spread: spreadOf(memory.program),
          goal: { most: 140 },
        },
        {
          label: "memory of as many plain resources",
          unit: "MiB",
          spread: spreadOf(memory.resources),
        },
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

interface Started {
  readonly registered: number;
  /** Files of packages that were loaded, in order. */
  readonly modules: readonly string[];
  readonly mib: number;
}

/** A child's report of its start, sent as a message: the program it runs has a log of its own on the streams. */
export function startProgram(...words: string[]): Promise<Started> {
  const child = fork(fromRoot("bench", "program-child.cjs"), words, {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let said = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4_000)));
  }
  return new Promise((resolve, reject) => {
    let started: Started | undefined;
    child.on("message", (message) => (started = message as Started));
    child.on("error", reject);
    child.on("close", (code) => {
      if (started && code === 0) resolve(started);
      else reject(new Error(`The program ended with ${code} and told nothing:\n${said}`));
    });
  });
}
