import type { PostgresChoice } from "./choose.ts";
import { startEmbedded, type EmbeddedOptions } from "./embedded.ts";
import { openExternal } from "./external.ts";
import type { PostgresServer } from "./server.ts";

/**
 * Starts the chosen server, or finds it running.
 *
 * @param options for an embedded one; the others use only `onProgress`
 */
export async function openPostgres(
  choice: PostgresChoice,
  options: EmbeddedOptions,
): Promise<PostgresServer> {
  switch (choice.kind) {
    case "embedded":
      return startEmbedded(options);
    case "external":
      return openExternal(choice.url);
    case "docker": {
      // zx is slow to load, and nobody else needs it.
      const { openDocker } = await import("./docker/docker.ts");
      return openDocker(options.onProgress ? { onProgress: options.onProgress } : {});
    }
  }
}
