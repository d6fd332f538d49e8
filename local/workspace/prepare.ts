import type { Env } from "#lib/environment";
import type { CommandContext } from "#lib/terminal/command-context";
import { HostLog } from "../host-log.ts";
import { bringUpDatabase, type Closers } from "../host-parts.ts";
import { checkedLocal, choosePostgres } from "../postgres/choose.ts";
import { ownInstead } from "../own-server.ts";
import { embeddedStatus } from "../postgres/embedded.ts";
import { withLock } from "../postgres/lock.ts";
import { takeStateDirectory } from "../state-directory/take.ts";
import { readHost, startLock } from "../state.ts";

export interface Prepared {
  /** A local copy runs, so nothing was done. */
  readonly running: boolean;
}

/** Makes the local copy's database, or gives it the migrations that it lacks; a server that it had to start is ended again. */
export async function prepare(
  { stateDirectory, steps, watchInterrupt }: CommandContext,
  env: Env,
): Promise<Prepared> {
  const chosen = checkedLocal(choosePostgres({ env }), "Unset CONNECTION_URL.");
  const interrupt = watchInterrupt();
  await takeStateDirectory(stateDirectory);
  const postgres = await ownInstead(chosen, { stateDirectory });
  return withLock(
    startLock(stateDirectory),
    async () => {
      if (await readHost(stateDirectory)) return { running: true };
      const { running: isUp } = await embeddedStatus({ stateDirectory });
      const log = new HostLog(stateDirectory);
      const closers: Closers = [];
      try {
        const how = { postgres, postgresPort: 5432, durable: true };
        await bringUpDatabase({ ...how, stateDirectory, steps, log }, closers);
        interrupt.check();
      } finally {
        if (!isUp) for (const end of closers) await end();
        await log.close();
      }
      return { running: false };
    },
    interrupt.check,
  );
}
