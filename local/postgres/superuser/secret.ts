import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ConnectionParameters } from "#database/connection/connect";
import { codeOf } from "#lib/errors";
import { LOCAL_SUPERUSER } from "#lib/domain/local-superuser";
import { writeWhole } from "#lib/write-whole";
import type { RunAs } from "../run-program.ts";

/** Where a state directory keeps the password of its server's superuser. Beside a link to the data, not behind it. */
export const secretFileIn = (
  stateDirectory: string,
  kind: "embedded" | "docker" = "embedded",
): string =>
  join(stateDirectory, "postgres", kind === "embedded" ? "superuser" : "superuser-in-docker");

/**
 * The superuser's password, which is made the first time; only its owner may read the file.
 *
 * @param user who owns the data, where we are root: a developer's data goes on being theirs
 */
export async function superuserPassword(file: string, user: RunAs | undefined): Promise<string> {
  const found = await readPassword(file);
  if (found !== undefined) return found;
  const password = randomBytes(24).toString("base64url");
  await mkdir(dirname(file), { recursive: true });
  await writeWhole(file, `${password}\n`, { mode: 0o600 });
  if (user) await chown(file, user.uid, user.gid);
  return password;
}

/** How to reach a state directory's server as its superuser. Throws where the password was never made. */
export async function asSuperuser<T extends Pick<ConnectionParameters, "host" | "port">>(
  stateDirectory: string,
  server: T,
): Promise<T & { readonly user: string; readonly password: string }> {
  const password = await readPassword(secretFileIn(stateDirectory));
  if (password === undefined) throw new Error(`${secretFileIn(stateDirectory)} is not there.`);
  return { ...server, user: LOCAL_SUPERUSER, password };
}

async function readPassword(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim() || undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
