import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

export interface DumpCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Stand-ins of pg_dump and pg_restore in a folder: the real ones dump servers of their own version or older only, and
 * which a machine has is left to chance.
 *
 * @param dump what pg_dump does with `file`, the one it is to write, in JavaScript
 * @param restore what pg_restore does with `file`, the one it reads
 * @returns an environment with them alone on PATH, and the calls that were made of them
 */
export async function standInDumpPrograms(
  folder: string,
  {
    version = "99.1",
    dump = 'fs.writeFileSync(file, "rows");',
    restore = "fs.readFileSync(file);",
  }: { version?: string; dump?: string; restore?: string } = {},
): Promise<{ env: Readonly<Record<string, string>>; calls(): Promise<DumpCall[]> }> {
  await mkdir(folder, { recursive: true });
  const log = path.join(folder, "calls");
  await writeFile(log, "");
  for (const [program, work] of Object.entries({ pg_dump: dump, pg_restore: restore })) {
    const text = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
if (args[0] === "--version") {
  console.log("${program} (PostgreSQL) ${version} (Stand-in ${version}-1)");
  process.exit();
}
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ program: "${program}", args, env: process.env }) + "\\n");
const file = args.at(-1);
${work}
`;
    await writeFile(path.join(folder, program), text, { mode: 0o755 });
  }
  return {
    env: { PATH: folder },
    async calls() {
      const lines = (await readFile(log, "utf8")).split("\n").filter(Boolean);
      return lines.map((line) => JSON.parse(line) as DumpCall);
    },
  };
}
