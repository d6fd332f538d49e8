import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Shapes } from "./shape-faults.ts";

/** The models of one of AWS's services, as botocore keeps them. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Shapes;
}

/** CloudFormation's schema of a type, with what cfn-lint adds. */
export interface TypeSchema {
  readonly properties: Readonly<Record<string, object>>;
  readonly definitions?: object;
  readonly dependentExcluded?: object;
  readonly requiredXor?: readonly string[];
}

/** It mixes the versions of all engines, and says of none what dbinstanceclass_enum.json does not. */
const MIXED = "db_instance_class.json";

/** Where the packages are, and their versions. */
export interface ModelPackages {
  readonly botocore: string;
  readonly cfnLint: string;
  readonly versions: { readonly botocore: string; readonly cfnLint: string };
}

/** AWS's own data on this machine: botocore's of its APIs, cfn-lint's of regions and engines. */
export class InstalledModels {
  /** "botocore 1.44.8 and cfn-lint 1.58.0" */
  readonly versions: string;
  /** Whether they know Aurora PostgreSQL 18, and roles outside of the first partition as targets of schedules. */
  readonly isCurrent: boolean;
  readonly #botocore: string;
  readonly #cfnLint: string;
  readonly #unfit: ReadonlySet<string>;
  readonly #read = new Map<string, unknown>();

  constructor({ botocore, cfnLint, versions }: ModelPackages) {
    this.#botocore = botocore;
    this.#cfnLint = cfnLint;
    this.versions = `botocore ${versions.botocore} and cfn-lint ${versions.cfnLint}`;
    this.isCurrent = isFrom(versions.botocore, 1, 44) && isFrom(versions.cfnLint, 1, 58);
    this.#unfit = new Set(this.isCurrent ? [MIXED] : [MIXED, "engine_version.json"]);
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
  schema(region: string, type: string): TypeSchema | undefined {
    const folder = path.join(this.#cfnLint, "data", "schemas", "providers");
    // Python before cfn-lint 1.52, JSON since; both have a line a type.
    const file = [`${region}.json`, `${region.replaceAll("-", "_")}.py`]
      .map((name) => path.join(folder, name))
      .find((name) => existsSync(name));
    if (file === undefined) throw new Error(`cfn-lint does not know the region ${region}.`);
    const types = this.#cached(file, String);
    const [, id] = new RegExp(`"${type}": "([0-9a-f]+)"`).exec(types) ?? [];
    return id === undefined ? undefined : this.cfnLint("schemas", "resources", `${id}.json`);
  }

  /** cfn-lint's further schemas of a type by their files' names, those that are by region for this region. */
  extensions(region: string, type: string): ReadonlyMap<string, object> {
    const folder = ["schemas", "extensions", type.toLowerCase().replaceAll("::", "_")];
    const place = path.join(this.#cfnLint, "data", ...folder);
    const found = new Map<string, object>();
    for (const file of existsSync(place) ? readdirSync(place) : []) {
      if (!file.endsWith(".json") || this.#unfit.has(file)) continue;
      const schema = this.cfnLint<Record<string, object>>(...folder, file)!;
      const here = "us-east-1" in schema ? schema[region] : schema;
      if (here) found.set(file, here);
    }
    return found;
  }

  #cached<T>(file: string, parse: (bytes: Buffer) => T): T {
    if (!this.#read.has(file)) this.#read.set(file, parse(readFileSync(file)));
    return this.#read.get(file) as T;
  }
}

function isFrom(
  version: string,
  ...[major, minor]: readonly [major: number, minor: number]
): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split(".").map(Number);
  return itsMajor > major || (itsMajor === major && itsMinor >= minor);
}
