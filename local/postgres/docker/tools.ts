import { composeOf, type Compose } from "./compose.ts";
import type { DockerOptions } from "./launch.ts";
import { readDockerRecord } from "./record.ts";

/** What is not given: port 5432, this process's environment, nobody told. */
export type Given = Pick<DockerOptions, "stateDirectory"> & Partial<DockerOptions>;

export function dockerOptions(given: Given): DockerOptions {
  const onProgress = given.onProgress ?? (() => {});
  const step: DockerOptions["step"] = (name, work) => (onProgress(name), work());
  return { port: 5432, env: process.env, onProgress, step, ...given };
}

/**
 * Docker for the project of a state directory; undefined when it has none.
 *
 * @param otherwise what else to type when Docker cannot be asked
 */
export async function ownTools(
  { stateDirectory, env = process.env }: Given,
  otherwise?: string,
): Promise<(Compose & { readonly project: string }) | undefined> {
  const { project } = (await readDockerRecord(stateDirectory)) ?? {};
  return project === undefined ? undefined : { project, ...composeOf({ project, env, otherwise }) };
}
