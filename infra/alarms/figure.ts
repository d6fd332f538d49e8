import type * as pulumi from "@pulumi/pulumi";

/** Something that CloudWatch measures. */
export interface Metric {
  /** What a graph's legend says. */
  readonly label: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, or a percentile: `p99`. */
  readonly statistic: string;
  /** Seconds that one value is of. @default 300 */
  readonly period?: number;
}

/** Something made of metrics, in CloudWatch's metric math. */
export interface Formula {
  readonly label: string;
  /** With the names of `of`: `100 * refused / calls`. */
  readonly expression: string;
  readonly of: Readonly<Record<string, Metric>>;
}

export type Figure = Metric | Formula;

export const isFormula = (figure: Figure): figure is Formula => "expression" in figure;

export const periodOf = ({ period = 300 }: Pick<Metric, "period">): number => period;
