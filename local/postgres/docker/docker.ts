import { connectionUrlFor } from "#lib/connection/url";
import { codeOf, UserError } from "#lib/errors";
import { ROOT } from "#lib/root";
import { $ } from "#lib/terminal/program";
import { askVersion, connectProblem } from "../connect.ts";
import { dockerProblem, NO_DOCKER } from "./problem.ts";
import { isAnswering } from "../free-port.ts";
import type { PostgresServer } from "../server.ts";
import { checkedVersion, SUPERUSER } from "../version.ts";

export interface DockerOptions {
  /** Reads CRUDDUR_DB_PORT: the port on 127.0.0.1. @default process.env */
  env?: NodeJS.ProcessEnv;
  onProgress?: (message: string) => void;
}

const TIMEOUT_MS = 5_000;

/**
 * Starts service `db` of compose.yaml, or finds it running, and waits until it is healthy.
 *
 * @throws UserError when there is no Docker, its engine does not answer, or the port is taken
 */
export async function openDocker(options: DockerOptions = {}): Promise<PostgresServer> {
  const { env = process.env, onProgress } = options;
  const port = parseDockerPort(env.CRUDDUR_DB_PORT);
  const compose = composeWith(env, port);
  await compose(["version"]);
  onProgress?.("starting PostgreSQL in Docker (the first time it is downloaded)");
  await compose(["up", "--detach", "--wait", "db"]);

  const address = { ...SUPERUSER, host: "127.0.0.1", port, parameters: { sslmode: "disable" } };
  const ask = (): Promise<string> => askVersion(connectionUrlFor(address), TIMEOUT_MS);
  const place = `127.0.0.1:${port}`;
  const version = await ask().catch((error: unknown) => {
    throw connectProblem(error, `${place} (in Docker)`);
  });
  checkedVersion(version, place);
  return {
    kind: "docker",
    ...address,
    targetDatabase: "cruddur",
    version,
    describe: () => `PostgreSQL ${version} in Docker on ${place}`,
    isRunning: () => ask().then(Boolean, () => false),
    glance: async () => ((await isAnswering("127.0.0.1", port)) ? "up" : "crashed"),
    async stop() {
      await compose(["stop", "db"]);
    },
  };
}

/** Stops the container and deletes it with its data. */
export async function removeDocker({ env = process.env }: DockerOptions = {}): Promise<void> {
  await composeWith(env, parseDockerPort(env.CRUDDUR_DB_PORT))(["down", "--volumes"]);
}

export function parseDockerPort(text: string | undefined): number {
  const port = Number(text?.trim() || 5432);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new UserError(
    `CRUDDUR_DB_PORT is "${text}"; a port between 1 and 65535 is wanted.`,
    "Set it, or unset it for 5432: export CRUDDUR_DB_PORT=5433",
  );
}

function composeWith(env: NodeJS.ProcessEnv, port: number) {
  const run = $({ cwd: ROOT, env: { ...env, CRUDDUR_DB_PORT: String(port) } });
  return async (args: string[]): Promise<void> => {
    const done = await run`docker compose -f compose.yaml -p cruddur ${args}`;
    if (done.exitCode === 0) return;
    const isMissing = codeOf(done.cause) === "ENOENT";
    throw dockerProblem(isMissing ? NO_DOCKER : `${done.stdout}${done.stderr}`, port);
  };
}
