import { homedir } from "node:os";
import path from "node:path";
import { isExecutable } from "../is-executable.ts";
import { tellOnce } from "../run/tell-once.ts";

/** The programs that the engine's tests need, each with where it comes from. */
const PROGRAMS: Readonly<Record<string, string>> = {
  pulumi: "https://www.pulumi.com/docs/install/",
  "pulumi-language-nodejs": "https://www.pulumi.com/docs/install/",
  "pulumi-resource-command": "pulumi plugin install resource command 1.2.1",
  "pulumi-resource-postgresql": "pulumi plugin install resource postgresql 3.18.1",
};

/** Each program's file, on the PATH or among the plugins of ~/.pulumi; undefined where it is nowhere. */
export const ENGINE_FILES: ReadonlyMap<string, string | undefined> = new Map(
  Object.keys(PROGRAMS).map((program) => [program, fileOf(program)]),
);

/** A command of the engine takes some 6 s on a machine with nothing else to do, and thirty times that on a busy one. */
const PATIENCE_MS = 15 * 60_000;

/**
 * As mocha's `describe`, for tests with the real engine. Where it is missing they are not registered, and one line of
 * the whole run says what is missing and how to get it.
 */
export function describeEngine(title: string, body: () => void): void {
  const missing = [...ENGINE_FILES]
    .filter(([, file]) => file === undefined)
    .map(([program]) => program);
  if (missing.length === 0) {
    describe(title, function () {
      this.timeout(PATIENCE_MS);
      body();
    });
    return;
  }
  const sources = [...new Set(missing.map((program) => PROGRAMS[program]))];
  tellOnce(
    "engine",
    `No test of the real Pulumi engine: ${missing.join(", ")} is missing. Get it: ${sources.join(" ; ")}`,
  );
}

function fileOf(program: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  const [, kind, name, version] =
    /^pulumi-(resource)-(\w+)$/
      .exec(program)
      ?.concat(/\d+\.\d+\.\d+$/.exec(PROGRAMS[program]!)![0]) ?? [];
  const home = process.env["PULUMI_HOME"] ?? path.join(homedir(), ".pulumi");
  if (kind) folders.push(path.join(home, "plugins", `${kind}-${name}-v${version}`));
  return folders.map((folder) => path.join(folder, program)).find(isExecutable);
}
