import { extractOf } from "./extract.ts";

/** What a region may be without. */
export type Service = "user pools" | "HTTP APIs" | "RDS Proxy" | "AWS Budgets" | "SES";

export interface Region {
  /** "Europe (Frankfurt)" */
  readonly name: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  /** Where its services' names end: `amazonaws.com`. */
  readonly domain: string;
  readonly without: readonly Service[];
}

export interface Regions {
  readonly regions: Readonly<Record<string, Region>>;
}

/** The regions that AWS had on the day `asOf`. */
export const regionsExtract = () => extractOf<Regions>("regions");

/** A region, or undefined for one that is not in our data: it may be newer. */
export const regionOf = (name: string): Region | undefined => regionsExtract().regions[name];

/** Regions that are without something, by name. */
export function regionsWithout(service: Service): string[] {
  const all = Object.entries(regionsExtract().regions);
  return all.filter(([, { without }]) => without.includes(service)).map(([name]) => name);
}
