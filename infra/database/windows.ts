import { clockText, DAY_MINUTES, minuteOfDay, minutesOf, offsetsOf } from "#lib/clock";
import type { NightStop } from "#lib/stack-config/stack-config";

/** When RDS makes its backup and does its maintenance, in UTC: `02:00-02:30`, `sun:03:00-sun:03:30`. */
export interface Windows {
  readonly backup: string;
  readonly maintenance: string;
  /** When AWS Backup makes a snapshot that it copies, within an hour: `00:00`. */
  readonly copied: string;
}

const LENGTH = 30;

/**
 * The windows of a database. One that stops for the night has them in the last hours before: who used it that day has
 * it running then, in the morning it waits for somebody to start it, and what RDS cannot do in its window it leaves out,
 * backups too. The backup comes first, and the last window ends an hour before the stop, which RDS refuses while either
 * is under way. AWS Backup comes two hours before RDS's own backup: in the hour before either window it makes none (AWS
 * Backup's guide, "Plan options and configuration").
 *
 * The stop is at a local time and the windows are not, so that they go by the season in which it comes earlier.
 */
export function windowsOf(nightStop: NightStop | undefined): Windows {
  if (!nightStop) {
    return { backup: "02:00-02:30", maintenance: "sun:03:00-sun:03:30", copied: "00:00" };
  }
  const stop = minutesOf(nightStop.at) - greatestOffset(nightStop.timezone);
  const maintenance = minuteOfDay(stop - 90);
  // A working day in every zone: where it is no longer Wednesday it is Thursday, or still Tuesday.
  const lastDay = maintenance + LENGTH >= DAY_MINUTES ? "thu" : "wed";
  return {
    backup: `${clockText(stop - 150)}-${clockText(stop - 150 + LENGTH)}`,
    maintenance: `wed:${clockText(maintenance)}-${lastDay}:${clockText(maintenance + LENGTH)}`,
    copied: clockText(stop - 270),
  };
}

/** Years of the time-zone database that are looked at; the same whatever today is, so that no day changes a plan. */
const [FIRST, LAST] = [Date.UTC(2026, 0, 1), Date.UTC(2037, 0, 1)];
const WEEK_MS = 7 * 24 * 3_600_000;

/** The most minutes that a zone's clocks are ahead of UTC in any season: 120 for `Europe/Berlin`. */
function greatestOffset(timeZone: string): number {
  const offsetAt = offsetsOf(timeZone);
  let most = -DAY_MINUTES;
  // Week by week: Morocco's clocks go back for the month of Ramadan, whenever that is.
  for (let at = FIRST; at < LAST; at += WEEK_MS) most = Math.max(most, offsetAt(at));
  return most;
}
