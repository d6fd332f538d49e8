import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { codeOf } from "#lib/errors";
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
  let written: Written;
  try {
    const text = await readFile(path.join(stateDirectory, DOCKER_RECORD), "utf8");
    written = JSON.parse(text) as Written;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { directory, project, isChosen } = written;
  const isCopy = directory !== (await realpath(stateDirectory)) && existsSync(directory);
  return isCopy ? undefined : { project, isChosen };
}

export async function writeDockerRecord(
  stateDirectory: string,
  { project, isChosen }: DockerRecord,
): Promise<void> {
  const written: Written = { project, isChosen, directory: await realpath(stateDirectory) };
  const text = `${JSON.stringify(written, undefined, 2)}\n`;
  await writeWhole(path.join(stateDirectory, DOCKER_RECORD), text);
}

/** The project of a state directory that has none yet: two checkouts never share one, nor two state directories of one. */
export async function newProject(stateDirectory: string): Promise<string> {
  const digest = createHash("sha256").update(await realpath(stateDirectory));
  return `cruddur-${digest.digest("hex").slice(0, 12)}`;
}
