import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { PythonPackage } from "./python-package.ts";

interface Condition {
  readonly if: {
    readonly properties: Readonly<Record<string, { readonly const?: string; pattern?: string }>>;
  };
  readonly then: {
    readonly properties: { readonly DBInstanceClass: { readonly enum: readonly string[] } };
  };
}

const REFERENCE = "us-east-1";

/** CloudFormation's resource types by region. Regions of which cfn-lint knows nothing, and says what it says of us-east-1, are left out. */
export async function typesByRegion({
  folder,
}: PythonPackage): Promise<Map<string, ReadonlySet<string>>> {
  const place = path.join(folder, "data", "schemas", "providers");
  const files = (await readdir(place)).filter((name) => /^[a-z]+_.*\d\.py$/.test(name));
  const found = await Promise.all(
    files.map(async (name): Promise<[string, ReadonlySet<string>]> => {
      const text = await readFile(path.join(place, name), "utf8");
      const types = [...text.matchAll(/^ {4}"(AWS::\w+::\w+)":/gm)].map(([, type]) => type!);
      return [name.slice(0, -3).replaceAll("_", "-"), new Set(types)];
    }),
  );
  const all = new Map(found);
  const copied = [...all.get(REFERENCE)!].join();
  return new Map(found.filter(([name, set]) => name === REFERENCE || [...set].join() !== copied));
}

/** The classes that a region offers for an engine, whatever its version, by region. */
export async function classesByRegion(
  cfnLint: PythonPackage,
  engine: string,
): Promise<Map<string, ReadonlySet<string>>> {
  const regions = await readExtension<Record<string, { readonly allOf: readonly Condition[] }>>(
    cfnLint,
    "dbinstanceclass_enum.json",
  );
  return new Map(
    Object.entries(regions).map(([region, { allOf }]) => [region, classesFor(allOf, engine)]),
  );
}

/** The classes of an engine's major version, wherever they are offered, and its minor versions: `18.1`. */
export async function classesByVersion(
  cfnLint: PythonPackage,
  engine: string,
  major: string,
): Promise<{ readonly classes: ReadonlySet<string>; readonly versions: readonly string[] }> {
  const { allOf } = await readExtension<{ readonly allOf: readonly Condition[] }>(
    cfnLint,
    "db_instance_class.json",
  );
  // `^(18\.1\..+|18\.1)$`
  const minorOf = ({ if: { properties } }: Condition) =>
    /\|([\d.]+)\)\$$/.exec((properties["EngineVersion"]?.pattern ?? "").replaceAll("\\", ""))?.[1];
  const ours = allOf.filter((it) => minorOf(it)?.startsWith(`${major}.`));
  const versions = new Set(
    ours.filter((it) => it.if.properties["Engine"]?.const === engine).map((it) => minorOf(it)!),
  );
  return { classes: classesFor(ours, engine), versions: [...versions].sort() };
}

const classesFor = (conditions: readonly Condition[], engine: string): ReadonlySet<string> =>
  new Set(
    conditions
      .filter(({ if: { properties } }) => properties["Engine"]?.const === engine)
      .flatMap(({ then }) => then.properties.DBInstanceClass.enum),
  );

async function readExtension<Data>({ folder }: PythonPackage, file: string): Promise<Data> {
  const place = path.join(folder, "data", "schemas", "extensions", "aws_rds_dbinstance", file);
  return JSON.parse(await readFile(place, "utf8")) as Data;
}
