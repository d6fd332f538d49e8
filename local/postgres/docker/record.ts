import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { codeOf, UserError } from "#lib/errors";
import { writeWhole } from "#lib/write-whole";

/** What a state directory knows of its database in Docker. Written before anything is made there. */
export interface DockerRecord {
  /** The Compose project, which container, network and volume are named for. */
  readonly project: string;
  /** The last start used it, so that commands without a running host do. */
  readonly isChosen: boolean;
}

interface Written extends DockerRecord {
  /** The state directory itself. */
  readonly directory: string;
}

/** The record's name in the state directory. */
export const DOCKER_RECORD = "docker.json";

/** The volume with the data, which Compose names for the project and the key in compose.yaml. */
export const volumeOf = (project: string): string => `${project}_db`;

/**
 * The record of a state directory; undefined when it never had a database in Docker. One that was moved keeps its
 * record; a copy's is undefined, since the original still uses that project.
 */
export async function readDockerRecord(stateDirectory: string): Promise<DockerRecord | undefined> {
  const file = path.join(stateDirectory, DOCKER_RECORD);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  const { directory, project, isChosen } = parseRecord(text, file);
  const isCopy = directory !== (await realpath(stateDirectory)) && existsSync(directory);
  return isCopy ? undefined : { project, isChosen };
}

/** Throws a UserError for what is no record: what it knew of in Docker must not be forgotten without a word. */
function parseRecord(text: string, file: string): Written {
  try {
    const written = JSON.parse(text) as Written | null;
    if (written && typeof written.project === "string" && typeof written.directory === "string") {
      return written;
    }
  } catch {
    // Told of below.
  }
  throw new UserError(
    `${file} is damaged; it says which Compose project the database in Docker is.`,
    `See those there are: docker compose ls --all. To go on without: rm "${file}"`,
  );
}

export async function writeDockerRecord(
  stateDirectory: string,
  { project, isChosen }: DockerRecord,
): Promise<void> {
  const written: Written = { project, isChosen, directory: await realpath(stateDirectory) };
  const text = `${JSON.stringify(written, undefined, 2)}\n`;
  await writeWhole(path.join(stateDirectory, DOCKER_RECORD), text);
}

/** With it begin the projects of a state directory, so that a person sees whose they are. */
export async function projectPrefix(stateDirectory: string): Promise<string> {
  const digest = createHash("sha256").update(await realpath(stateDirectory));
  return `cruddur-${digest.digest("hex").slice(0, 8)}-`;
}

/**
 * A project for a state directory that has none. Never one that was there before: the place may have been another's, and
 * what is left in Docker of a state directory that is gone belongs to its user pool.
 */
export async function newProject(stateDirectory: string): Promise<string> {
  return `${await projectPrefix(stateDirectory)}${randomBytes(3).toString("hex")}`;
}
