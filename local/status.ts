import { messageOf } from "#lib/errors";
import { makeAnew } from "#lib/sql/make-anew";
import { describeOwn, ownStatus } from "./own-server.ts";
import { mailboxOf, readHost, type HostRecord } from "./state.ts";
import { publicRecord } from "./welcome.ts";

export interface LocalStatus {
  /** The host runs and its API reaches the database. */
  readonly healthy: boolean;
  readonly host?: Omit<HostRecord, "postgres" | "mailboxToken"> & { readonly postgres: object };
  /** Its address, which opens it from elsewhere too. */
  readonly mailbox?: string;
  /** The API's own words. */
  readonly health?: string;
  readonly postgres: { readonly running: boolean; readonly description: string };
}

/** How the local copy of a state directory is. */
export async function localStatus(stateDirectory: string): Promise<LocalStatus> {
  const host = await readHost(stateDirectory);
  const health = host && (await askHealth(host.url));
  const isKnownByHost = host !== undefined && host.postgres.kind !== "embedded";
  const postgres = isKnownByHost
    ? { running: health?.ok === true, description: host.postgres.description }
    : await lookAtOwn(stateDirectory);
  return {
    healthy: health?.ok === true,
    ...(host
      ? {
          host: publicRecord(host) as NonNullable<LocalStatus["host"]>,
          mailbox: mailboxOf(host),
        }
      : {}),
    ...(health ? { health: health.text } : {}),
    postgres,
  };
}

async function lookAtOwn(stateDirectory: string): Promise<LocalStatus["postgres"]> {
  const status = await ownStatus(stateDirectory);
  return { running: status.running, description: describeOwn(status) };
}

/** Whether the API of a host is well, and its own words. */
export async function askHealth(url: string): Promise<{ ok: boolean; text: string }> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) });
    const body = (await response.json()) as Record<string, string>;
    const text = response.ok
      ? `${body["status"]}, schema ${body["schema_version"]}, environment ${body["environment"]}`
      : (body["message"] ?? `HTTP ${response.status}`) +
        (body["error"] === "schema_foreign" ? ` Type: ${makeAnew()}` : "");
    return { ok: response.ok, text };
  } catch (error) {
    return { ok: false, text: messageOf(error) };
  }
}
