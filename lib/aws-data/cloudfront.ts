import { regionOf } from "./regions.ts";

/**
 * Whether a stack of a region can have a page: CloudFront is AWS's own partition's, and neither GovCloud's
 * (https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/setting-up-cloudfront.html) nor the sovereign cloud's. A region
 * that is not in the data is taken for one of `aws`.
 */
export function hasCloudFront(region: string): boolean {
  return (regionOf(region)?.partition ?? "aws") === "aws";
}
