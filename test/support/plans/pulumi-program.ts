import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { signedIn } from "./signed-in.ts";

/** A step of a plan, as a test needs it. */
export interface SampleStep {
  readonly op: string;
  readonly type: string;
  readonly name: string;
  /** The types of its parents, as they stand in a URN: `cruddur:infra:Database`. */
  readonly parents?: string;
  readonly old?: Readonly<Record<string, unknown>>;
  readonly new?: Readonly<Record<string, unknown>>;
  readonly because?: readonly string[];
  /** Of either side: `protect`, `retainOnDelete`. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** The output of `pulumi preview --json --show-sames` for such steps. */
export function samplePreview(
  steps: readonly SampleStep[],
  { stack = "dev", environment = "dev", ...more }: Record<string, unknown> = {},
): string {
  const side = (inputs: SampleStep["old"], state: SampleStep["state"]) =>
    inputs ? { inputs, ...state } : undefined;
  return JSON.stringify({
    config: { "cruddur:environment": environment },
    steps: steps.map(({ op, type, name, parents, old, new: wanted, because, state }) => ({
      op,
      urn: `urn:pulumi:${String(stack)}::cruddur::${parents ? `${parents}$` : ""}${type}::${name}`,
      oldState: side(old, state),
      newState: side(wanted, state),
      ...(because ? { [op === "update" ? "diffReasons" : "replaceReasons"]: because } : {}),
      detailedDiff: null,
    })),
    diagnostics: [],
    changeSummary: { same: steps.filter(({ op }) => op === "same").length },
    ...more,
  });
}

export interface StandInPulumi {
  /** With it before the system's programs on PATH, and signed in to AWS as far as anybody asks who it is. */
  readonly env: Readonly<Record<string, string>>;
  /** The words of each call, in order. */
  calls(): Promise<string[][]>;
}

interface PulumiAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  readonly waits?: boolean;
  /** What is written to the file that the call names by `--import-file`. */
  readonly importFile?: object;
}

/** What is asked before a plan, where a test has no other answer. */
const OF_A_NEW_STACK = {
  "stack export": { stdout: '{"version":3,"deployment":null}' },
  "stack history": { stdout: "[]" },
  version: { stdout: "v3.259.0\n" },
};

/**
 * A stand-in of the program `pulumi` in a folder: what it prints, by the first words of a call. The real engine has
 * tests of its own; this one can fail in every way at will.
 *
 * @param answers by first words (`preview`, `stack output`, `up`): what is printed, and how it ends; one that `waits` does so
 *   until Ctrl-C. Of a list each call gets the next one, and the last one stays
 */
export async function standInPulumi(
  folder: string,
  answers: Readonly<Record<string, PulumiAnswer | readonly PulumiAnswer[]>>,
): Promise<StandInPulumi> {
  await mkdir(folder, { recursive: true });
  const log = path.join(folder, "calls");
  await writeFile(log, "");
  const program = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
const before = fs.readFileSync(${JSON.stringify(log)}, "utf8").split("\\n").filter(Boolean).map(JSON.parse);
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify(args) + "\\n");
const answers = ${JSON.stringify({ ...OF_A_NEW_STACK, ...answers })};
const key = Object.keys(answers).find((words) => args.join(" ").startsWith(words));
const list = [answers[key] ?? { stderr: "no answer", code: 9 }].flat();
const nth = before.filter((words) => words.join(" ").startsWith(key)).length;
const { stdout = "", stderr = "", code = 0, waits = false, importFile } = list[Math.min(nth, list.length - 1)];
if (importFile) fs.writeFileSync(args[args.indexOf("--import-file") + 1], JSON.stringify(importFile));
fs.writeSync(1, stdout);
fs.writeSync(2, stderr);
process.exitCode = code;
// As the engine does at Ctrl-C: it ends in order, and says that it failed.
if (waits) {
  const waiting = setInterval(() => {}, 1000);
  process.on("SIGINT", () => (clearInterval(waiting), (process.exitCode = 255)));
}
`;
  await writeFile(path.join(folder, "pulumi"), program, { mode: 0o755 });
  return {
    env: { ...(await signedIn()), PATH: [folder, "/usr/bin", "/bin"].join(path.delimiter) },
    async calls() {
      const lines = (await readFile(log, "utf8")).split("\n").filter(Boolean);
      return lines.map((line) => JSON.parse(line) as string[]);
    },
  };
}
