import { createHash } from "node:crypto";

/** Of S3's names (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html). */
const MOST = 63;

/** Regions without namespaces of accounts, by the same page. */
const GLOBAL_ONLY: readonly string[] = ["me-central-1", "me-south-1"];

/**
 * The name of a bucket that nobody else can have or has had: in the account's own namespace of the region, whose names end
 * with `-<account>-<region>-an`. A beginning that is too long for that is cut, and ends with a hash of the whole.
 *
 * @param wanted how it begins: `cruddur-dev-page`
 */
export function bucketName(wanted: string, account: string, region: string) {
  const isGlobal = GLOBAL_ONLY.includes(region);
  const end = `-${account}-${region}${isGlobal ? "" : "-an"}`;
  const room = MOST - end.length;
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 8);
  const begin = wanted.length <= room ? wanted : `${wanted.slice(0, room - 9)}-${hash}`;
  return {
    bucket: `${begin}${end}`,
    bucketNamespace: isGlobal ? "global" : "account-regional",
  } as const;
}
