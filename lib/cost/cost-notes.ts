import type { AwsConfig } from "../stack-config/stack-config.ts";
import { hasCloudFront } from "../aws-data/cloudfront.ts";
import { dollars } from "./dollars.ts";
import { HOURS_A_MONTH, PRICES, WORKING_HOURS_A_MONTH } from "./prices.ts";

/** Sentences on what a stack's cost assumes, and what it does not count. */
export function costNotes({ database, region, environment, site, mailFrom }: AwsConfig): string[] {
  const { topology, instanceClass, nightStop } = database;
  const notes: string[] = [];
  if (nightStop) {
    notes.push(
      `It is stopped at ${nightStop.at} (${nightStop.timezone}) every day; ${WORKING_HOURS_A_MONTH} h are 12 of each workday. Storage goes on.`,
    );
  }
  if (topology === "aurora") {
    notes.push("Aurora is counted at its least capacity, and bills reads and writes beside it.");
  } else if (PRICES.instances[instanceClass] === undefined) {
    notes.push(
      `The sum is without compute: there is no price for ${instanceClass} here. See ${PRICES.pages}.`,
    );
  }
  if (site.waf) {
    notes.push(
      `The web ACLs look at each request for ${dollars(PRICES.webAclRequests.usd)} a million beside it, those that they refuse too.`,
    );
  }
  if (database.jumpHost) {
    notes.push(
      `The jump host is counted for a tunnel of an hour each workday; awake all month it is ${dollars(PRICES.jumpHost.usd * HOURS_A_MONTH)} and its disk. The endpoint before it costs nothing.`,
    );
  }
  notes.push(
    `Logs and alarms are an estimate: ${[
      "log groups",
      ...(database.publicAccess ? [] : ["the flow log"]),
      ...(environment === "prod" ? ["enhanced monitoring"] : []),
      "alarms beyond the ten that are free",
    ].join(", ")}.`,
  );
  if (hasCloudFront(region)) {
    notes.push(
      "CloudFront gives each account 1 TB and 10 million requests a month, for ever; what is beyond that is billed by traffic.",
    );
  }
  if (mailFrom !== undefined) notes.push("SES takes 10 cents for a thousand mails.");
  if (region !== PRICES.region) {
    notes.push(`Prices are those of ${PRICES.region}; ${region} may be dearer.`);
  }
  return [
    ...notes,
    "Not counted is what goes by use: functions and the weekly calls that keep them, HTTP API, sign-ups, traffic, backups beyond the storage's size. With a handful of users that is cents.",
  ];
}
