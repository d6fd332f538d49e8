import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeTemporaryDirectory } from "../../local/postgres/temporary-directory.ts";

/** A program in Docker's place, the only one on its PATH: for what a real Docker says on a bad day. */
export class StandInDocker {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** @param cases of a shell's `case "$*" in`: each a pattern of the words and what is done then */
  static async saying(cases: Readonly<Record<string, string>>): Promise<StandInDocker> {
    const stand = new StandInDocker(await makeTemporaryDirectory());
    const branches = Object.entries(cases).map(([words, does]) => `${words}) ${does} ;;`);
    const script = `#!/bin/sh\necho "$CRUDDUR_DB_PORT $*" >> "${stand.log}"\ncase "$*" in\n${branches.join("\n")}\nesac\n`;
    await writeFile(path.join(stand.directory, "docker"), script);
    await chmod(path.join(stand.directory, "docker"), 0o755);
    return stand;
  }

  get log(): string {
    return path.join(this.directory, "log");
  }

  get env(): NodeJS.ProcessEnv {
    return { PATH: this.directory };
  }

  /** What it was called with: CRUDDUR_DB_PORT and the words, a line each. */
  async calls(): Promise<string[]> {
    return (await readFile(this.log, "utf8").catch(() => "")).trim().split("\n");
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** The shell's words for a failure with this text. */
export const fails = (text: string): string => `echo '${text}' >&2; exit 1`;
