import { type Target } from "#lib/domain/target";
import { withWatchedClient } from "./connection/lock-watch.ts";
import { readMarker, type Marker } from "./fence/marker.ts";

export interface Connection {
  /** As the server tells it: "18.4". */
  readonly version: string;
  /** One question and its answer. */
  readonly roundTripMs: number;
  readonly encrypted: boolean;
  readonly marker: Marker | undefined;
}

/** Connects to a target's database and asks it a few questions. */
export function testConnection(
  target: Target,
  chore: string,
  note: (text: string) => void,
): Promise<Connection> {
  return withWatchedClient(target.parameters, chore, note, async (client) => {
    const started = performance.now();
    await client.query("select 1");
    const roundTripMs = Math.round((performance.now() - started) * 10) / 10;
    const { rows } = await client.query<{ version: string; encrypted: boolean }>(
      `select current_setting('server_version') as version,
         coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted`,
    );
    const { version, encrypted } = rows[0]!;
    const marker = await readMarker(client);
    return { version: version.split(" ")[0]!, roundTripMs, encrypted, marker };
  });
}
