import { isIP } from "node:net";
import { isUnknown } from "./unknown-value.ts";

/** A range of addresses that is as good as the whole internet: `0.0.0.0/0`, either of its halves, `::/0`. */
const WIDEST = { 4: 8, 6: 16 } as const;

/** A range of addresses: its version, and how many of its bits are fixed. Undefined for a text that is none. */
export function parseCidr(text: string): { version: 4 | 6; prefix: number } | undefined {
  const [address = "", bits, ...rest] = text.trim().split("/");
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || rest.length > 0) return undefined;
  const whole = version === 4 ? 32 : 128;
  if (bits === undefined) return { version, prefix: whole };
  const prefix = Number(bits);
  return /^\d{1,3}$/.test(bits) && prefix <= whole ? { version, prefix } : undefined;
}

/** Whether a range holds an eighth-bit block or more of IPv4, or a sixteenth of IPv6: nobody means so many by name. */
export function isWorld(text: string): boolean {
  const range = parseCidr(text);
  return range !== undefined && range.prefix <= WIDEST[range.version];
}

/** Whether a range is one address. */
export function isOneAddress(text: string): boolean {
  const range = parseCidr(text);
  return range !== undefined && range.prefix === (range.version === 4 ? 32 : 128);
}

/**
 * The ranges of addresses anywhere in a value, however deep, and whether some part of it cannot be known.
 * Looking everywhere, rather than under the keys of today's provider, is what lets no new spelling slip by.
 */
export function rangesIn(value: unknown): { ranges: string[]; hasUnknown: boolean } {
  const ranges: string[] = [];
  let hasUnknown = false;
  const look = (part: unknown): void => {
    if (part === null) return;
    if (isUnknown(part)) hasUnknown = true;
    else if (typeof part === "string") {
      if (part.includes("/") && parseCidr(part)) ranges.push(part.trim());
    } else if (typeof part === "object") Object.values(part as object).forEach(look);
  };
  look(value);
  return { ranges, hasUnknown };
}
