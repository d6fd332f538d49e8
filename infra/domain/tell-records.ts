import * as pulumi from "@pulumi/pulumi";
import type { DnsRecord } from "./dns-record.ts";
import { missingRecords } from "./missing-records.ts";

/**
 * Tells which records somebody has to make where the zone is, as soon as they are known, and again in each plan and up
 * until the DNS has them. Nothing where it has.
 *
 * @param what they are for: "cruddur.example's certificate"
 */
export function tellRecords(
  what: string,
  records: pulumi.Output<readonly DnsRecord[]>,
  resource: pulumi.Resource,
): void {
  records.apply(async (all) => {
    const missing = await missingRecords(all);
    if (missing.length === 0) return;
    const lines = missing.map(({ name, type, value }) => `  ${name}  ${type}  ${value}`);
    await pulumi.log.warn(
      [
        `DNS records for ${what} are missing: this account has no zone for them. Make them where the zone is:`,
        ...lines,
      ].join("\n"),
      resource,
    );
  });
}
