import type { PostgresChoice } from "./choose.ts";
import type { DockerOptions } from "./docker/launch.ts";
import { readDockerRecord, writeDockerRecord } from "./docker/record.ts";
import { startEmbedded, type EmbeddedOptions } from "./embedded.ts";
import { openExternal } from "./external.ts";
import type { PostgresServer } from "./server.ts";

type OpenOptions = EmbeddedOptions & Partial<Pick<DockerOptions, "step" | "interrupted">>;

/**
 * Starts the chosen server, or finds it running. Of one of ours the state directory keeps in mind which it was.
 *
 * @param options CRUDDUR_DB_PORT goes before their port for a server in Docker
 */
export async function openPostgres(
  choice: PostgresChoice,
  options: OpenOptions,
): Promise<PostgresServer> {
  switch (choice.kind) {
    case "embedded": {
      const { port = options.port } = choice;
      const server = await startEmbedded({ ...options, ...(port === undefined ? {} : { port }) });
      await forgetDocker(options.stateDirectory);
      return server;
    }
    case "external":
      return openExternal(choice.url);
    case "docker": {
      const { openDocker, parseDockerPort } = await import("./docker/docker.ts");
      const port = parseDockerPort(process.env["CRUDDUR_DB_PORT"], options.port ?? 5432);
      return openDocker({ ...options, port });
    }
  }
}

async function forgetDocker(stateDirectory: string): Promise<void> {
  const record = await readDockerRecord(stateDirectory);
  if (record?.isChosen) await writeDockerRecord(stateDirectory, { ...record, isChosen: false });
}
