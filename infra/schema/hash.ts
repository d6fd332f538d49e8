import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { grantStatements, roleStatements } from "#lib/sql/access";
import { fromRoot } from "#lib/root";

/** Changes with a migration's text or the access model, and with nothing else: line ends are the same everywhere. */
export function schemaHash(): string {
  return hashOf([migrationsHash(), accessHash()]);
}

/** Of the migrations alone: their names and texts. */
export function migrationsHash(directory = fromRoot("sql", "migrations")): string {
  const files = readdirSync(directory).filter((file) => file.endsWith(".sql"));
  return hashOf(
    files
      .sort()
      .flatMap((file) => [
        file,
        readFileSync(`${directory}/${file}`, "utf8").replaceAll("\r\n", "\n"),
      ]),
  );
}

/** Of the access model, as it is rendered to SQL. */
export function accessHash(): string {
  return hashOf([...roleStatements(new Map(), "rds"), ...grantStatements("cruddur")]);
}

function hashOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}:${text}`);
  return hash.digest("hex").slice(0, 32);
}
