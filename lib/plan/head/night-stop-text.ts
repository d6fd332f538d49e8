import { clockText, DAY_MINUTES, minutesOf, offsetsOf } from "../../clock.ts";
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
  const apart = offsetsOf(here)(now) - offsetsOf(stop.timezone)(now);
  if (apart === 0) return told;
  const minutes = minutesOf(stop.at) + apart;
  const day = minutes < 0 ? " of the day before" : minutes >= DAY_MINUTES ? " of the next day" : "";
  return `${told}, which is ${clockText(minutes)}${day} in ${here}`;
}
