import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Env } from "#lib/environment";
import type { Shapes } from "./shape-faults.ts";

const HOW =
  "no python3 on the PATH has botocore and cfn-lint. Install them: pip install botocore cfn-lint";

/** The models of one of AWS's services, as botocore keeps them. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Shapes;
}

/** AWS's own data on this machine: botocore's of its APIs, cfn-lint's of regions and engines. */
export class InstalledModels {
  readonly #botocore: string;
  readonly #cfnLint: string;
  readonly #read = new Map<string, unknown>();

  constructor(botocore: string, cfnLint: string) {
    this.#botocore = botocore;
    this.#cfnLint = cfnLint;
  }

  /** By botocore's name, in its newest version: `rds`, `cognito-idp`. */
  service(name: string): ServiceModel {
    const folder = path.join(this.#botocore, "data", name);
    const newest = readdirSync(folder).toSorted().at(-1)!;
    return this.#cached(path.join(folder, newest, "service-2.json.gz"), (bytes) =>
      JSON.parse(gunzipSync(bytes).toString()),
    );
  }

  /** One of botocore's own files: `partitions.json`. */
  botocore<T>(file: string): T {
    return this.#cached(path.join(this.#botocore, "data", file), (bytes) =>
      JSON.parse(String(bytes)),
    );
  }

  /** One of cfn-lint's files below its data, `AdditionalSpecs/Policies.json`; undefined when it has none. */
  cfnLint<T>(...names: readonly string[]): T | undefined {
    const file = path.join(this.#cfnLint, "data", ...names);
    return existsSync(file) ? this.#cached(file, (bytes) => JSON.parse(String(bytes))) : undefined;
  }

  /** cfn-lint's schema of a type in a region; undefined where CloudFormation does not have it. */
  schema(region: string, type: string): Readonly<Record<string, unknown>> | undefined {
    const file = path.join("providers", `${region.replaceAll("-", "_")}.py`);
    const types = this.#cached(path.join(this.#cfnLint, "data", "schemas", file), String);
    const [, id] = new RegExp(`"${type}": "([0-9a-f]+)"`).exec(types) ?? [];
    return id === undefined ? undefined : this.cfnLint("schemas", "resources", `${id}.json`);
  }

  /** cfn-lint's further schemas of a type, those that are by region for this region. */
  extensions(region: string, type: string): readonly object[] {
    const folder = ["schemas", "extensions", type.toLowerCase().replaceAll("::", "_")];
    const place = path.join(this.#cfnLint, "data", ...folder);
    if (!existsSync(place)) return [];
    return readdirSync(place)
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => {
        const schema = this.cfnLint<Record<string, object>>(...folder, file)!;
        if (!("us-east-1" in schema)) return [schema];
        return schema[region] ? [schema[region]] : [];
      });
  }

  #cached<T>(file: string, parse: (bytes: Buffer) => T): T {
    if (!this.#read.has(file)) this.#read.set(file, parse(readFileSync(file)));
    return this.#read.get(file) as T;
  }
}

/** The folders of both packages, as the first python3 on the PATH tells them that has both. */
function findModels(env: Env = process.env): InstalledModels | undefined {
  const program =
    "import importlib.util as u, json, os\n" +
    "print(json.dumps([os.path.dirname(u.find_spec(name).origin) for name in ('botocore', 'cfnlint')]))";
  for (const folder of (env["PATH"] ?? "").split(path.delimiter)) {
    const python = path.join(folder, "python3");
    if (!existsSync(python)) continue;
    try {
      const said = execFileSync(python, ["-c", program], { stdio: ["ignore", "pipe", "ignore"] });
      const [botocore, cfnLint] = JSON.parse(String(said)) as [string, string];
      return new InstalledModels(botocore, cfnLint);
    } catch {
      // This one has not both.
    }
  }
  return undefined;
}

/**
 * Registers tests that hold something against AWS's own models. Without them it says in one line what is missing; in
 * CI, where nothing may be left out, that is a failure.
 */
export function describeWithModels(title: string, define: (models: InstalledModels) => void): void {
  const models = (shared ??= findModels());
  if (models) {
    describe(title, () => define(models));
    return;
  }
  if (!process.env["CI"]) {
    console.error(`Not tested: ${title}, since ${HOW}`);
    return;
  }
  describe(title, () => {
    it("has botocore and cfn-lint", () => {
      throw new Error(`CI is set and ${HOW}`);
    });
  });
}

let shared: InstalledModels | undefined;
