import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { composeOf, type Compose } from "./compose.ts";
import { publishedPort, type DockerOptions } from "./launch.ts";
import { DockerProblem } from "./problem.ts";
import { DOCKER_RECORD } from "./record.ts";
import { ownTools, type Given } from "./tools.ts";

/** Stops the state directory's container; data stays. @returns whether it ran */
export async function stopDocker(given: Given): Promise<boolean> {
  const tools = await ownTools(given);
  return tools !== undefined && stopContainer(tools);
}

/** Stops a project's container; data stays. @returns whether it ran; false also when Docker is away, and so it cannot */
export async function stopContainer(tools: Compose): Promise<boolean> {
  try {
    if ((await publishedPort(tools)) === undefined) return false;
    await tools.compose(["stop", "db"]);
    return true;
  } catch (error) {
    if (error instanceof DockerProblem && error.kind === "away") return false;
    throw error;
  }
}

/** Throws a DockerProblem when Docker cannot be asked about a state directory that has a project. */
export async function askDocker(given: Given, otherwise: string): Promise<void> {
  const tools = await ownTools(given, otherwise);
  await tools?.docker(["version", "--format", "{{.Server.Version}}"]);
}

/**
 * Removes the container, its network and its volume with all data. Does nothing where there never was one.
 *
 * @param otherwise what else to type when Docker cannot be asked
 */
export async function removeDocker(given: Given, otherwise?: string): Promise<void> {
  const tools = await ownTools(given, otherwise);
  await tools?.compose(["down", "--volumes"]);
}

/**
 * Stops what a start that failed has begun; its log can be read then. What Ctrl-C interrupts the first time goes whole: a
 * data directory that is not complete would never start.
 */
export async function endHalfMade(
  project: string,
  isNew: boolean,
  { stateDirectory, env, interrupted }: DockerOptions,
): Promise<void> {
  const { compose } = composeOf({ project, env }); // not ended by that Ctrl-C
  const isInterrupted = await Promise.race([interrupted?.then(() => true), delay(0, false)]);
  if (isNew && isInterrupted) {
    await compose(["down", "--volumes", "--timeout", "0"]);
    await rm(path.join(stateDirectory, DOCKER_RECORD));
  } else await compose(["stop", "db"]).catch(() => {});
}
