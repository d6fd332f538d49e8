import type { NightStop } from "../../stack-config/stack-config.ts";

/**
 * When the database stops, in the stack's zone and in that of whoever reads it: "every day at 20:00 UTC, which is 15:00 in
 * America/New_York"; "never" where it always runs. Of two zones the offset of today counts.
 *
 * @param here the reader's time zone, an IANA name
 */
export function nightStopText(stop: NightStop | undefined, here: string, now: Date): string {
  if (stop === undefined) return "never";
  const told = `every day at ${stop.at} ${stop.timezone}`;
  const apart = offsetMinutes(here, now) - offsetMinutes(stop.timezone, now);
  if (apart === 0) return told;
  const [hour = 0, minute = 0] = stop.at.split(":").map(Number);
  const minutes = hour * 60 + minute + apart;
  const inDay = ((minutes % DAY) + DAY) % DAY;
  const day = minutes < 0 ? " of the day before" : minutes >= DAY ? " of the next day" : "";
  const local = [Math.floor(inDay / 60), inDay % 60].map((it) => String(it).padStart(2, "0"));
  return `${told}, which is ${local.join(":")}${day} in ${here}`;
}

const DAY = 24 * 60;

/** What a zone's clock is ahead of UTC's. */
function offsetMinutes(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  const name = parts.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
  // "GMT" alone, or "GMT-05:00"
  const [, sign, hours, minutes] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}
