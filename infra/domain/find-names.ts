import type * as aws from "@pulumi/aws";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { findIdentity, type Identity } from "../mail/identity.ts";
import { domainOf } from "../mail/mail-sender.ts";
import { findZone, type Zone } from "./zone.ts";

interface Names {
  /** Where the records of the page's name go; undefined where there is none, or its zone is elsewhere. */
  readonly siteZone: Zone | undefined;
  /** Whom mail comes from, with the zone of its domain and what SES knows of that; undefined without `mailFrom`. */
  readonly mail:
    | {
        readonly from: string;
        readonly zone: Zone | undefined;
        readonly found: Identity | undefined;
      }
    | undefined;
}

/** What the account has for a stack's names: by that goes which resources there are. */
export async function findNames(
  { site: { domainName }, mailFrom }: Pick<AwsConfig, "site" | "mailFrom">,
  provider: aws.Provider,
): Promise<Names> {
  const zoneOf = (name: string) => findZone(name, { provider });
  const siteZone = domainName === undefined ? undefined : await zoneOf(domainName);
  if (mailFrom === undefined) return { siteZone, mail: undefined };
  const domain = domainOf(mailFrom);
  const found = await findIdentity(domain, { provider });
  return { siteZone, mail: { from: mailFrom, zone: await zoneOf(domain), found } };
}
