import { isVisible } from "#lib/domain/visible-text";
import { isTtl, TTL_INTERVALS } from "#lib/domain/ttl";

/** Most code points of a message, as PostgreSQL counts characters. */
export const MESSAGE_MAX = 280;

/** A checked crud, ready to be written. */
export interface NewActivity {
  readonly message: string;
  /** A PostgreSQL interval. */
  readonly ttl: string;
}

export type ActivityFault =
  "message_blank" | "message_exceed_max_chars" | "message_invalid" | "ttl_blank" | "ttl_invalid";

/** The crud of a request's body, or every fault of it. The codes are the bootcamp's where it has them. */
export function parseActivity(body: unknown): NewActivity | readonly ActivityFault[] {
  const { message, ttl } = (typeof body === "object" && body !== null ? body : {}) as {
    message?: unknown;
    ttl?: unknown;
  };
  const faults = [...messageFaults(message), ...ttlFaults(ttl)];
  if (faults.length > 0) return faults;
  return { message: message as string, ttl: TTL_INTERVALS[ttl as keyof typeof TTL_INTERVALS] };
}

function messageFaults(message: unknown): ActivityFault[] {
  if (message === undefined || message === null) return ["message_blank"];
  if (typeof message !== "string") return ["message_invalid"];
  if (!isVisible(message)) return ["message_blank"];
  const faults: ActivityFault[] = [];
  if (Array.from(message).length > MESSAGE_MAX) faults.push("message_exceed_max_chars");
  // PostgreSQL's text holds every character but NUL, and UTF-8 has no lone surrogates.
  if (message.includes("\0") || !message.isWellFormed()) faults.push("message_invalid");
  return faults;
}

function ttlFaults(ttl: unknown): ActivityFault[] {
  if (ttl === undefined || ttl === null || ttl === "") return ["ttl_blank"];
  return isTtl(ttl) ? [] : ["ttl_invalid"];
}
