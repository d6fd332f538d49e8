import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ok, type Hop } from "../hop.ts";

/** For information: `npm run db:connect` has a small shell of its own where there is no psql. */
export const psql: Hop = {
  id: "psql",
  title: "psql",
  async run({ env, signal }) {
    try {
      const options = { env: env as NodeJS.ProcessEnv, signal };
      const { stdout } = await promisify(execFile)("psql", ["--version"], options);
      return ok(stdout.trim());
    } catch {
      const fix = INSTALL[process.platform] ?? "sudo apt-get install postgresql-client";
      return { ...ok("not installed; db:connect uses its own small shell"), fix };
    }
  },
};

const INSTALL: Readonly<Record<string, string>> = {
  darwin: "brew install libpq",
  win32: "https://www.postgresql.org/download/windows",
};
