import { mkdirSync } from "node:fs";
import path from "node:path";
import { regionalCa } from "#lib/connection/rds-certificates";
import { fromRoot, ROOT } from "#lib/root";
import { writeWholeSync } from "#lib/write-whole";

/**
 * A file of a region's certificate authorities of RDS, for providers that take no text. It is written anew each time.
 *
 * @returns its path from the program's folder, where providers run: an absolute one would differ between machines
 */
export function rdsAuthoritiesFile(region: string): string {
  const file = fromRoot("node_modules", ".cache", "cruddur-stack", `rds-${region}.pem`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeWholeSync(file, regionalCa(region));
  return path.relative(ROOT, file).replaceAll(path.sep, "/");
}
