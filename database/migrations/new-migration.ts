import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { codeOf, UserError } from "#lib/errors";
import { listMigrations, MIGRATIONS_DIRECTORY } from "./migrate.ts";

export interface NewMigration {
  /** Its purpose, in words or with hyphens: `add bookmarks`. */
  readonly name: string;
  /** For CREATE INDEX CONCURRENTLY and its like. @default false */
  readonly outsideTransaction?: boolean;
  /** @default sql/migrations */
  readonly directory?: string;
}

/** "Add bookmarks!" → "add-bookmarks". Throws a UserError when no letter or digit is left. */
export function slugFor(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/['’]|\p{Mark}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80)
    .replace(/-$/, "");
  if (slug !== "") return slug;
  throw new UserError(
    `${JSON.stringify(name)} has no letter or digit that a file's name could be made of.`,
    "Say what it does: --name add-bookmarks",
  );
}

/** Where the next migration goes: the number after the newest. */
export async function nextMigrationFile({
  name,
  directory = MIGRATIONS_DIRECTORY,
}: NewMigration): Promise<string> {
  const newest = (await listMigrations(directory)).at(-1);
  const number = newest ? Number(newest.name.slice(0, 4)) + 1 : 1;
  if (number > 9999) {
    throw new UserError(
      "There is no four-digit number left for a migration.",
      `The newest is ${newest!.name} in ${directory}. Give it the number after the one before it.`,
    );
  }
  return path.join(directory, `${String(number).padStart(4, "0")}-${slugFor(name)}.sql`);
}

/** Writes the file of a new migration, to be filled in. @returns its path */
export async function newMigration(migration: NewMigration): Promise<string> {
  const file = await nextMigrationFile(migration);
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, templateFor(migration), { flag: "wx" });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    throw new UserError(`${file} has just been made by somebody else.`, "Try again.");
  }
  return file;
}

function templateFor({ outsideTransaction }: NewMigration): string {
  const header = outsideTransaction
    ? "-- no-transaction\n-- One statement in each part: PostgreSQL refuses more outside a transaction.\n\n"
    : "";
  const timeout = outsideTransaction ? "" : "set local lock_timeout = '5s';\n\n";
  return (
    `${header}-- Up Migration\n\n${timeout}\n\n-- Down Migration\n\n${timeout}`.trimEnd() + "\n"
  );
}
