import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fingerprintOf } from "#lib/fingerprint";
import { fromRoot, ROOT } from "#lib/root";
import { writeWhole } from "#lib/write-whole";
import type { Catalog, CatalogObject } from "./catalog.ts";
import type { ServerCatalogs } from "./compared-catalogs.ts";

/** Everything that has a part in what a new database holds; the packages are in each fingerprint. */
const SOURCES = ["sql", "database", "lib", path.join("local", "postgres")];

interface Remembered {
  readonly of: string;
  readonly objects: readonly CatalogObject[];
}

/**
 * The catalog that `make` returns, or that it has returned for the same sources and a server with the same catalogs: a
 * throw-away server takes longer than everything else that drift does. Kept in `file`, which may be deleted at any time.
 */
export async function rememberedCatalog(
  like: ServerCatalogs,
  make: () => Promise<Catalog>,
  file = fromRoot("node_modules", ".cache", "cruddur-stack", "expected-catalog.json"),
): Promise<Catalog> {
  const columns = [...like].map(
    ([relation, names]) => `${relation} ${[...names].sort().join(" ")}`,
  );
  const of = createHash("sha256")
    .update(fingerprintOf(ROOT, SOURCES))
    .update(columns.sort().join("\n"))
    .digest("hex");
  const known = await readFile(file, "utf8")
    .then((text) => JSON.parse(text) as Remembered)
    .catch(() => undefined); // nothing is there, or half of it: it is made anew
  if (known?.of === of) {
    const entries = known.objects.map((it) => [`${it.kind} ${it.name}`, it] as const);
    return { objects: new Map(entries), server: like };
  }
  const made = await make();
  const remembered: Remembered = { of, objects: [...made.objects.values()] };
  // A checkout that cannot be written to is no reason to compare nothing.
  await mkdir(path.dirname(file), { recursive: true })
    .then(() => writeWhole(file, JSON.stringify(remembered)))
    .catch(() => {});
  return made;
}
