import { extractOf } from "./extract.ts";

export interface RdsAuthorities {
  /** Certificates as PEM, without an end of line behind. */
  readonly authorities: readonly string[];
}

/** The certificate authorities of RDS that AWS had on the day `asOf`. */
export const rdsAuthoritiesExtract = () => extractOf<RdsAuthorities>("rds-authorities");
