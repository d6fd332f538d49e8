export const DAY_MINUTES = 24 * 60;

/** The minutes that a time zone's clocks are ahead of UTC's at a moment: 120 for `Europe/Berlin` in summer. */
export function offsetsOf(timeZone: string): (at: Date | number) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  return (at) => {
    const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
    // "GMT" alone, or "GMT-05:00"
    const [, sign, hours = 0, minutes = 0] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}

/** The minutes since midnight in a time of the form `20:00`. */
export function minutesOf(time: string): number {
  const [hours = NaN, minutes = NaN] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** 0 to 1439, also of minutes before this day's midnight or after the next. */
export const minuteOfDay = (minutes: number): number =>
  ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;

/** `20:00` */
export function clockText(minutes: number): string {
  const minute = minuteOfDay(minutes);
  return [Math.floor(minute / 60), minute % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}
