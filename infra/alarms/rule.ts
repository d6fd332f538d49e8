import type { Figure } from "./figure.ts";

/** When CloudWatch rings, and what whoever reads the mail is to do. */
export interface AlarmRule {
  /** Part of the logical and the physical name; never changed. */
  readonly role: string;
  /** The event in words, and what to do about it. */
  readonly description: string;
  readonly figure: Figure;
  readonly comparison: "above" | "below";
  readonly threshold: number;
  /** Periods of the figure in a row. @default 1 */
  readonly spans?: number;
  /** Whether it goes on ringing while nothing is measured. @default it is well then */
  readonly isRemembered?: true;
  /** Made in dev too, where ten alarms cost nothing: only what no developer would notice by working. */
  readonly isInDev: boolean;
}
