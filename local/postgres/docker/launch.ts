import { anyFreePort, freePortFrom } from "../free-port.ts";
import type { Compose } from "./compose.ts";
import { DockerProblem } from "./problem.ts";

/** How to start a server in Docker. */
export interface DockerOptions {
  /** Its record says which Compose project is its own. */
  readonly stateDirectory: string;
  /** The port on 127.0.0.1 to try first; the next free one is taken when it is in use; 0 for any. */
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  /** Told in one line each of what is unexpected. */
  onProgress(message: string): void;
  /** Tells of a part that may take minutes, and does it. */
  step(name: string, work: () => Promise<void>): Promise<void>;
  /** Ends the start when it settles. */
  readonly interrupted?: Promise<void> | undefined;
}

const ATTEMPTS = 5;

/** Brings up service `db` and waits until it is healthy. With more words it is made anew only when they allow it. */
export async function bringUp(
  { compose }: Compose,
  port: number,
  ...more: string[]
): Promise<void> {
  await compose(["up", "--detach", "--wait", ...more, "db"], port);
}

/** The running container's port on this machine; undefined when it does not run. Throws when Docker cannot be asked. */
export async function publishedPort({ compose }: Compose): Promise<number | undefined> {
  try {
    const address = await compose(["port", "db", "5432"]); // 127.0.0.1:5432
    return Number(address.split(":").at(-1)) || undefined;
  } catch (error) {
    // That there is no such container is said in words that have changed often.
    if (error instanceof DockerProblem && error.kind === "unknown") return undefined;
    throw error;
  }
}

/** Starts the container. Returns its port: the first free one, which somebody else may take at the same moment. */
export async function launchContainer(tools: Compose, options: DockerOptions): Promise<number> {
  const { port: wish, onProgress } = options;
  for (let from = wish || (await anyFreePort()), attempt = 1; ; from += 1, attempt += 1) {
    from = await freePortFrom(from);
    if (wish !== 0 && from !== wish) {
      onProgress(`port ${wish} is taken, so PostgreSQL uses ${from}`);
    }
    try {
      await bringUp(tools, from);
      return from;
    } catch (error) {
      const isTaken = error instanceof DockerProblem && error.kind === "port";
      if (!isTaken || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Downloads the image where it is missing, as a step of its own: it takes long, and fails in ways of its own. */
export async function fetchImage(
  { docker, compose }: Compose,
  { step }: DockerOptions,
): Promise<void> {
  const image = await compose(["config", "--images", "db"]);
  const isHere = await docker(["image", "inspect", image]).then(
    () => true,
    () => false,
  );
  if (isHere) return;
  await step(`Download of ${image}, this once`, async () => {
    await compose(["pull", "--quiet", "db"]);
  });
}
