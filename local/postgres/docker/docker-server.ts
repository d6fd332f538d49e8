import { connectionUrlFor } from "#lib/connection/url";
import { UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { askVersion, connectProblem } from "../connect.ts";
import { isAnswering } from "../free-port.ts";
import type { PostgresServer } from "../server.ts";
import { askPrepared } from "../superuser/ask-prepared.ts";
import { secretFileIn } from "../superuser/secret.ts";
import { checkedVersion, MASTER } from "../version.ts";
import { publishedPort } from "./launch.ts";
import { DockerProblem } from "./problem.ts";
import { ownTools, type Given } from "./tools.ts";

export interface DockerStatus {
  /** The container runs and answers a query. */
  readonly running: boolean;
  /** The container's on 127.0.0.1, whether or not it answers. */
  readonly port?: number;
  readonly version?: string;
  /** The Compose project; undefined when there has been none yet. */
  readonly project?: string;
  /** Why Docker could not be asked. */
  readonly problem?: string;
}

const TIMEOUT_MS = 5_000;

export const withoutDocker = () => `Or do without Docker: ${typed("start", "--postgres embedded")}`;

/** Looks, and changes nothing. */
export async function dockerStatus(given: Given): Promise<DockerStatus> {
  const tools = await ownTools(given);
  if (!tools) return { running: false };
  const { project } = tools;
  try {
    const port = await publishedPort(tools);
    if (port === undefined) return { running: false, project };
    const version = await askVersion(urlAt(port), TIMEOUT_MS).catch(() => undefined);
    return { running: version !== undefined, port, project, ...(version && { version }) };
  } catch (error) {
    if (!(error instanceof DockerProblem)) throw error;
    return { running: false, project, problem: error.message };
  }
}

/** What is done to a container. */
export interface Control {
  stop(): Promise<unknown>;
  /** Brings it up again, at this port or the next free one. @returns which */
  restart?(port: number): Promise<number>;
}

/**
 * The server at the port where Docker has it, prepared. Throws a UserError when it does not answer.
 *
 * @param stateDirectory where its superuser's password is kept
 */
export async function dockerServerAt(
  first: number,
  stateDirectory: string,
  control: Control,
): Promise<PostgresServer> {
  let port = first;
  const place = `127.0.0.1:${port}`;
  const ask = (): Promise<string> => askVersion(urlAt(port), TIMEOUT_MS);
  const secretFile = secretFileIn(stateDirectory, "docker");
  const asked = { port, secretFile, timeoutMs: TIMEOUT_MS };
  const version = await askPrepared(asked).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    const { message } = connectProblem(error, `${place} (in Docker)`);
    throw new UserError(message, `What runs there: docker ps\n${withoutDocker()}`, {
      cause: error,
    });
  });
  checkedVersion(version, place);
  return {
    kind: "docker",
    ...addressAt(first),
    get port() {
      return port;
    },
    targetDatabase: "cruddur",
    version,
    describe: () => `PostgreSQL ${version} in Docker on 127.0.0.1:${port}`,
    isRunning: () => ask().then(Boolean, () => false),
    glance: async () => ((await isAnswering("127.0.0.1", port)) ? "up" : "crashed"),
    async stop() {
      await control.stop();
    },
    ...(control.restart && {
      restart: async () => {
        port = await control.restart!(port);
      },
    }),
  };
}

const addressAt = (port: number) => ({
  ...MASTER,
  host: "127.0.0.1",
  port,
  parameters: { sslmode: "disable" },
});

const urlAt = (port: number): string => connectionUrlFor(addressAt(port));
