import type { MessageCode } from "./problem-codes.ts";
import { characterCount, isVisible } from "./visible-text.ts";

/** Most characters of a crud's message. */
export const MESSAGE_MAX = 280;

/** The faults of a crud's message; empty when it will do. */
export function messageFaults(message: unknown): MessageCode[] {
  if (message === undefined || message === null) return ["message_blank"];
  if (typeof message !== "string") return ["message_invalid"];
  if (!isVisible(message)) return ["message_blank"];
  const faults: MessageCode[] = [];
  if (characterCount(message) > MESSAGE_MAX) faults.push("message_exceed_max_chars");
  // PostgreSQL's text holds every character but NUL, and UTF-8 has no lone surrogates.
  if (message.includes("\0") || !message.isWellFormed()) faults.push("message_invalid");
  return faults;
}
