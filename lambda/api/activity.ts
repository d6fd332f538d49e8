import { messageFaults } from "#lib/domain/message";
import type { ActivityCode } from "#lib/domain/problem-codes";
import { isTtl, TTL_INTERVALS, type Ttl } from "#lib/domain/ttl";

/** A checked crud, ready to be written. */
export interface NewActivity {
  readonly message: string;
  /** A PostgreSQL interval. */
  readonly ttl: string;
}

/** The crud of a request's body, or every fault of it. */
export function parseActivity(body: unknown): NewActivity | readonly ActivityCode[] {
  const { message, ttl } = (typeof body === "object" && body !== null ? body : {}) as {
    message?: unknown;
    ttl?: unknown;
  };
  const faults = [...messageFaults(message), ...ttlFaults(ttl)];
  if (faults.length > 0) return faults;
  return { message: message as string, ttl: TTL_INTERVALS[ttl as Ttl] };
}

function ttlFaults(ttl: unknown): ActivityCode[] {
  if (ttl === undefined || ttl === null || ttl === "") return ["ttl_blank"];
  return isTtl(ttl) ? [] : ["ttl_invalid"];
}
