/** How long a crud lives: the bootcamp's seven choices, longest first, each as PostgreSQL's interval and the page say it. */
export const TTL_INTERVALS = {
  "30-days": "30 days",
  "7-days": "7 days",
  "3-days": "3 days",
  "1-day": "1 day",
  "12-hours": "12 hours",
  "3-hours": "3 hours",
  "1-hour": "1 hour",
} as const;

export type Ttl = keyof typeof TTL_INTERVALS;

/** The choice for whoever makes none. */
export const DEFAULT_TTL: Ttl = "7-days";

export function isTtl(value: unknown): value is Ttl {
  return typeof value === "string" && Object.hasOwn(TTL_INTERVALS, value);
}
