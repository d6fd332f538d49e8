import { readFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { InstanceClasses } from "../instance-classes.ts";
import { classesByRegion, classesByVersion } from "./cfn-lint.ts";
import type { PythonPackage } from "./python-package.ts";
import { headOf, type Renewal } from "./renewal.ts";

const ENGINE = "postgres";
const MAJOR = "18";

interface Ec2Type {
  readonly MemoryInfo: { readonly SizeInMiB: number };
  readonly VCpuInfo: { readonly DefaultVCpus: number };
}

/**
 * The classes that each region offers for PostgreSQL 18, and their sizes, which are those of EC2's instance types of the
 * same name. moto carries EC2's own list of them.
 */
export async function renewInstanceClasses(
  cfnLint: PythonPackage,
  moto: PythonPackage,
): Promise<Renewal & InstanceClasses> {
  const { versions, offered } = await offeredClasses(cfnLint);
  const file = path.join(moto.folder, "ec2", "resources", "instance_types.json.gz");
  const types = JSON.parse(gunzipSync(await readFile(file)).toString()) as Record<string, Ec2Type>;
  // A class of clusters only is no region's for an instance.
  const anywhere = new Set(
    Object.values(offered).flatMap((families) =>
      Object.entries(families).flatMap(([family, sizes]) =>
        sizes.split(" ").map((size) => `db.${family}.${size}`),
      ),
    ),
  );
  return {
    ...headOf(
      `The classes that each region offers for instances of PostgreSQL ${MAJOR}, with processors and GiB of memory.`,
      [cfnLint, moto],
    ),
    engine: ENGINE,
    versions,
    sizes: Object.fromEntries(
      Object.entries(bySize([...anywhere])).map(([family, sizes]) => [
        family,
        Object.fromEntries(sizes.split(" ").map((size) => [size, sizeOf(types, family, size)])),
      ]),
    ),
    offered,
  };
}

/** What of it cfn-lint alone tells. */
export async function offeredClasses(
  cfnLint: PythonPackage,
): Promise<Pick<InstanceClasses, "versions" | "offered">> {
  const { classes, versions } = await classesByVersion(cfnLint, ENGINE, MAJOR);
  const regions = [...(await classesByRegion(cfnLint, ENGINE))].map(
    ([region, all]) => [region, bySize([...all].filter((name) => classes.has(name)))] as const,
  );
  return { versions, offered: Object.fromEntries(regions) };
}

/** `{ t4g: "micro small medium" }`, the small ones first. */
function bySize(classes: readonly string[]): Record<string, string> {
  const families: Record<string, string[]> = {};
  for (const name of classes) {
    const [, family = "", size = ""] = name.split(".");
    (families[family] ??= []).push(size);
  }
  return Object.fromEntries(
    Object.entries(families)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([family, sizes]) => [family, sizes.sort((a, b) => rank(a) - rank(b)).join(" ")]),
  );
}

const SMALL = ["micro", "small", "medium", "large", "xlarge"];
const rank = (size: string) =>
  SMALL.includes(size) ? SMALL.indexOf(size) / 10 : Number.parseInt(size, 10);

/** Processors, and GiB of memory. */
function sizeOf(types: Record<string, Ec2Type>, family: string, size: string): [number, number] {
  // RDS calls x2gd, whose disks it does not use, x2g.
  const found = types[`${family}.${size}`] ?? types[`${family}d.${size}`];
  if (found === undefined) throw new Error(`EC2 has no instance type ${family}.${size}.`);
  return [found.VCpuInfo.DefaultVCpus, found.MemoryInfo.SizeInMiB / 1024];
}
