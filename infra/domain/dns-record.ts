/** A record as somebody types it into the form of whoever has the zone. */
export interface DnsRecord {
  /** "_c0ffee.cruddur.example", without a dot at its end. */
  readonly name: string;
  /** "ALIAS" stands for a CNAME too, where the name has no other records. */
  readonly type: "CNAME" | "ALIAS";
  readonly value: string;
}
