/** Seconds as a person says them, two units at most: "0 s", "42 s", "3 min 5 s", "2 h 10 min", "4 d 3 h". */
export function ageText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return pair(whole, 60, "min", 1, "s");
  if (whole < 86_400) return pair(whole, 3_600, "h", 60, "min");
  return pair(whole, 86_400, "d", 3_600, "h");
}

function pair(seconds: number, big: number, bigName: string, small: number, smallName: string) {
  const rest = Math.floor((seconds % big) / small);
  return `${Math.floor(seconds / big)} ${bigName}${rest > 0 ? ` ${rest} ${smallName}` : ""}`;
}
