import type * as pulumi from "@pulumi/pulumi";
import { Site, type SiteArgs } from "../site/site.ts";
import { Address } from "./address.ts";
import { Certificate } from "./certificate.ts";
import type { Zone } from "./zone.ts";

interface NamedSiteArgs extends SiteArgs {
  /** "app.cruddur.example"; undefined leaves CloudFront's own name. */
  domainName: string | undefined;
  /** Where its records go; undefined tells them, for somebody to make them elsewhere. */
  zone: Zone | undefined;
  /** What does not wait for the name's records. */
  after: pulumi.Resource[];
}

/** The page, under a name of somebody's own where there is one: then it waits for the name's certificate. */
export function namedSite(
  { domainName, zone, after, ...site }: NamedSiteArgs,
  opts: pulumi.ComponentResourceOptions,
): Site {
  if (domainName === undefined) return new Site("cruddur-site", site, opts);
  const certificate = new Certificate("cruddur-certificate", { domainName, zone, after }, opts);
  const named = new Site(
    "cruddur-site",
    { ...site, domain: { name: domainName, certificateArn: certificate.arn } },
    opts,
  );
  new Address("cruddur-address", { domainName, zone, site: named }, opts);
  return named;
}
