import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "#lib/errors";
import { embeddedStatus, stopEmbedded } from "./postgres/embedded.ts";
import { readHost } from "./state.ts";

/** Longer than the host takes to finish what it is doing and stop its server. */
const PATIENCE_MS = 20_000;

export interface Stopped {
  /** The host ran. */
  readonly host: boolean;
  /** The embedded server ran. */
  readonly server: boolean;
}

/** Ends the host of a state directory and its embedded server, and waits until both are gone. */
export async function stopEverything(stateDirectory: string): Promise<Stopped> {
  const host = await readHost(stateDirectory);
  const before = await embeddedStatus({ stateDirectory });
  if (host) {
    process.kill(host.pid, "SIGTERM");
    const deadline = Date.now() + PATIENCE_MS;
    while (await readHost(stateDirectory)) {
      if (Date.now() > deadline) {
        throw new UserError(
          `The host (process ${host.pid}) did not end within ${PATIENCE_MS / 1_000} s.`,
          `End it by force: kill -9 ${host.pid}\nThen: npm stop`,
        );
      }
      await delay(25);
    }
  }
  // A host that was killed left its server behind.
  await stopEmbedded({ stateDirectory });
  return { host: host !== undefined, server: before.pid !== undefined };
}
