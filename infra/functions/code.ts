import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnsafe } from "#database/migrations/lint/refuse-unsafe";
import { buildMessages } from "#lib/bundle/messages";
import { UserError } from "#lib/errors";
import { FUNCTIONS, type FunctionName } from "#lib/domain/functions";
import { bundleKeeper } from "#lib/bundle/keeper";
import { regionalCa } from "#lib/connection/rds-certificates";
import { fromRoot } from "#lib/root";
import { codeAsset } from "./code-asset.ts";

/** The files of a function's archive: text or bytes by path, `index.cjs` with its `handler` among it. */
export type FunctionCode = Readonly<Record<string, string | Uint8Array>>;

export type Bundles = Readonly<Record<FunctionName, FunctionCode>>;

/** Functions that carry `sql/migrations/`, since they bring the schema up to date from inside the network. */
const WITH_MIGRATIONS: ReadonlySet<string> = new Set(["migrator"]);

/**
 * The code of every function, built before the first resource is registered, so that a source that does not compile
 * costs nothing: `index.cjs`, the region's authorities of RDS as `rds-ca.pem`, and the migrator's `sql/migrations/`.
 * The same sources give the same bytes.
 *
 * Throws a UserError that names file and line of every fault, and of what the lint calls unsafe in a migration: a deploy
 * refuses what `db:migrate` does.
 *
 * @param region the stack's, `eu-central-1`
 * @param build one function's bundle; a test gives one that fails
 * @param folder of migrations
 */
export async function bundleAll(
  region: string,
  build: (name: FunctionName) => Promise<Uint8Array> = bundleKeeper(),
  folder = fromRoot("sql", "migrations"),
): Promise<Bundles> {
  const ca = regionalCa(region);
  const migrations = await migrationFiles(folder);
  await refuseUnsafe(Object.keys(migrations).map((file) => `${folder}/${path.basename(file)}`));
  const built = await Promise.allSettled(FUNCTIONS.map(({ name }) => build(name)));
  const faults = built.flatMap((outcome) =>
    outcome.status === "rejected" ? linesOf(outcome.reason) : [],
  );
  if (faults.length > 0) {
    throw new UserError(
      `Functions do not build:\n${[...new Set(faults)].join("\n")}`,
      "Nothing was changed. Mend the source and run the command again.",
    );
  }
  const bundles = FUNCTIONS.map(({ name }, index): [FunctionName, FunctionCode] => [
    name,
    {
      "index.cjs": (built[index] as PromiseFulfilledResult<Uint8Array>).value,
      "rds-ca.pem": ca,
      ...(WITH_MIGRATIONS.has(name) ? migrations : {}),
    },
  ]);
  return Object.fromEntries(bundles) as Record<FunctionName, FunctionCode>;
}

/** Pulumi's archive of a code. */
export function archiveOf(code: FunctionCode): pulumi.asset.AssetArchive {
  const entries = Object.entries(code).sort(([one], [other]) => (one < other ? -1 : 1));
  return new pulumi.asset.AssetArchive(
    Object.fromEntries(entries.map(([file, content]) => [file, codeAsset(content)])),
  );
}

const linesOf = (error: unknown): string[] =>
  buildMessages((error as Error).cause ?? error).split("\n");

async function migrationFiles(folder: string): Promise<FunctionCode> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, "utf8")));
  // The same archive from a checkout with Windows' line ends.
  const entryOf = (name: string, index: number) =>
    [`sql/migrations/${name}`, texts[index]!.replaceAll("\r\n", "\n")] as const;
  return Object.fromEntries(names.map(entryOf));
}
