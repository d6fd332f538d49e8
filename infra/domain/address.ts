import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Site } from "../site/site.ts";
import { tellRecords } from "./tell-records.ts";
import type { Zone } from "./zone.ts";

export interface AddressArgs {
  /** "app.cruddur.example" */
  domainName: string;
  /** Where its records go; undefined tells them instead, for somebody to make them elsewhere. */
  zone: Zone | undefined;
  /** What it leads to. */
  site: Site;
}

/**
 * The name of the page, as an alias of its distribution. A name that has a record already is somebody's: AWS refuses
 * it, and nothing is overwritten.
 */
export class Address extends pulumi.ComponentResource {
  constructor(name: string, args: AddressArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Address", name, {}, opts);
    const { domainName, zone, site } = args;
    if (zone) {
      for (const type of ["A", "AAAA"]) {
        new aws.route53.Record(
          `${name}-${type.toLowerCase()}`,
          {
            zoneId: zone.id,
            name: domainName,
            type,
            aliases: [
              {
                name: site.distributionDomainName,
                zoneId: site.distributionZoneId,
                evaluateTargetHealth: false,
              },
            ],
          },
          { parent: this },
        );
      }
    } else {
      tellRecords(
        `the page's address https://${domainName}`,
        site.distributionDomainName.apply((value) => [
          { name: domainName, type: "ALIAS" as const, value },
        ]),
        this,
      );
    }
    this.registerOutputs({});
  }
}
