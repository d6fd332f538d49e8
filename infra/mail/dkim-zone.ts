/**
 * Regions whose SES publishes its keys below a name of their own, by
 * https://docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains of 2026, as modules that cite it have it.
 */
const OWN: ReadonlySet<string> = new Set([
  ...["af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5"],
  ...["ca-west-1", "eu-central-2", "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1"],
]);

/** The domain to which a region's records of Easy DKIM lead. The provider does not tell it. */
export const dkimZone = (region: string): string =>
  OWN.has(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
