import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../errors.ts";
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

/** The version that `.ci/run` installs. */
const KNOWN = "cfn-lint 1.58.0";

/**
 * CloudFormation's resource types by region. Regions of which cfn-lint knows nothing, and says what it says of us-east-1,
 * are left out. Up to 1.51 they are modules of Python, since 1.58 JSON.
 */
export async function typesByRegion({
  title,
  folder,
}: PythonPackage): Promise<Map<string, ReadonlySet<string>>> {
  const place = path.join(folder, "data", "schemas", "providers");
  const names = await readdir(place).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^[a-z]+[_-].*\d\.(?:py|json)$/.test(name))
      .map(async (name): Promise<[string, ReadonlySet<string>]> => {
        const text = await readFile(path.join(place, name), "utf8");
        const types = [...text.matchAll(/^ +"(AWS::\w+::\w+)":/gm)].map(([, type]) => type!);
        return [path.parse(name).name.replaceAll("_", "-"), new Set(types.sort())];
      }),
  );
  const reference = found.find(([name]) => name === REFERENCE)?.[1];
  if (!reference?.size) {
    throw otherLayout(title, "its list of types by region");
  }
  const copied = [...reference].join();
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

async function readExtension<Data>({ title, folder }: PythonPackage, file: string): Promise<Data> {
  const place = path.join(folder, "data", "schemas", "extensions", "aws_rds_dbinstance", file);
  const text = await readFile(place, "utf8").catch(() => {
    throw otherLayout(title, file);
  });
  return JSON.parse(text) as Data;
}

const otherLayout = (title: string, what: string) =>
  new UserError(
    `${title} does not have ${what} where it was; ${KNOWN} is what this reads.`,
    `pip install ${KNOWN.replace(" ", "==")}`,
  );
