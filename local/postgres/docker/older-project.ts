import { realpath } from "node:fs/promises";
import { ROOT } from "#lib/root";
import { STATE_DIRECTORY } from "../../state.ts";
import type { Compose } from "./compose.ts";
import type { DockerOptions } from "./launch.ts";
import { volumeOf } from "./record.ts";

/** The project that every checkout of the releases before had. */
export const OLDER_PROJECT = "cruddur";

const PROJECT_LABEL = "com.docker.compose.project";

/**
 * The project of the older releases, when the container in it was made by this checkout, so that its data goes on being
 * used. A volume without a container may be anybody's; it is told of, and left as it is.
 *
 * @param home the state directory that those releases had
 */
export async function findOlderProject(
  tools: Compose,
  { stateDirectory, step }: Pick<DockerOptions, "stateDirectory" | "step">,
  home = STATE_DIRECTORY,
): Promise<string | undefined> {
  const own = await realpath(home).catch(() => undefined);
  if ((await realpath(stateDirectory)) !== own) return undefined;
  const filter = `label=${PROJECT_LABEL}=${OLDER_PROJECT}`;
  const format = `{{.Label "${PROJECT_LABEL}.working_dir"}}`;
  const checkouts = await tools.docker(["ps", "--all", "--filter", filter, "--format", format]);
  if (checkouts !== "") {
    const [checkout = ""] = checkouts.split("\n");
    const place = await realpath(checkout).catch(() => undefined);
    return place === (await realpath(ROOT)) ? OLDER_PROJECT : undefined;
  }
  const volume = volumeOf(OLDER_PROJECT);
  if (await hasVolume(tools, volume)) {
    await step(`Docker's volume ${volume}, perhaps of an older release, stays as it is`, () =>
      Promise.resolve(),
    );
  }
  return undefined;
}

/** Whether Docker has a volume of exactly that name. */
export async function hasVolume({ docker }: Compose, name: string): Promise<boolean> {
  return (await docker(["volume", "ls", "--quiet", "--filter", `name=^${name}$`])) !== "";
}
