import type * as pulumi from "@pulumi/pulumi";

/** When CloudWatch rings, and what whoever reads the mail is to do. */
export interface AlarmRule {
  /** Part of the logical and the physical name; never changed. */
  readonly role: string;
  /** The event in words, and what to do about it. */
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, or a percentile: `p99`. */
  readonly statistic: string;
  readonly comparison: "above" | "below";
  readonly threshold: number;
  /** Spans of five minutes in a row. @default 1 */
  readonly spans?: number;
  /** Made in dev too, where ten alarms cost nothing: only what no developer would notice by working. */
  readonly isInDev: boolean;
}
