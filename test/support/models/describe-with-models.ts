import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Env } from "#lib/environment";
import { InstalledModels, type ModelPackages } from "./installed-models.ts";

const INSTALL = "pip install --upgrade botocore cfn-lint";

/**
 * Registers tests that hold something against AWS's own models. Without the models, or where older ones than those that
 * `.ci/run` installs will not do, it says in one line what is missing; in CI, where nothing may be left out, that is a
 * failure.
 */
export function describeWithModels(
  title: string,
  define: (models: InstalledModels) => void,
  { current = false } = {},
): void {
  const models = (shared ??= findModels());
  if (models && (models.isCurrent || !current)) {
    describe(title, () => define(models));
    return;
  }
  const missing = models
    ? `${models.versions} are too old. Renew them: ${INSTALL}`
    : `no python3 on the PATH has botocore and cfn-lint. Install them: ${INSTALL}`;
  if (!process.env["CI"]) {
    console.error(`Not tested: ${title}, since ${missing}`);
    return;
  }
  describe(title, () => {
    it("has botocore and cfn-lint", () => {
      throw new Error(`CI is set and ${missing}`);
    });
  });
}

let shared: InstalledModels | undefined;

const PROGRAM = `
import importlib.metadata as m, importlib.util as u, json, os
folder = lambda name: os.path.dirname(u.find_spec(name).origin)
versions = {"botocore": m.version("botocore"), "cfnLint": m.version("cfn-lint")}
print(json.dumps({"botocore": folder("botocore"), "cfnLint": folder("cfnlint"), "versions": versions}))`;

/** Both packages of the first python3 on the PATH that has them. */
function findModels(env: Env = process.env): InstalledModels | undefined {
  for (const folder of (env["PATH"] ?? "").split(path.delimiter)) {
    const python = path.join(folder, "python3");
    if (!existsSync(python)) continue;
    try {
      const said = execFileSync(python, ["-c", PROGRAM], { stdio: ["ignore", "pipe", "ignore"] });
      return new InstalledModels(JSON.parse(String(said)) as ModelPackages);
    } catch {
      // This one has not both.
    }
  }
  return undefined;
}
