import { hasCloudFront } from "../aws-data/cloudfront.ts";
import { instanceClassesExtract } from "../aws-data/instance-classes.ts";
import { rdsAuthoritiesExtract } from "../aws-data/rds-authorities.ts";
import { regionOf, regionsExtract } from "../aws-data/regions.ts";
import { authoritiesOf } from "../connection/rds-certificates.ts";
import { nearestSpelling } from "../spelling.ts";
import { isKnownClass } from "./instance-class.ts";
import { MAIL_LIMIT, mailFromLine } from "./mail-limit.ts";
import type { StackConfig } from "./stack-config.ts";

/** Something that our data cannot tell, or that will surprise, and what to do about it. */
export interface ConfigWarning {
  /** A sentence. */
  readonly problem: string;
  /** What to type, or where to look. */
  readonly hint: string;
}

const BY_REGION =
  "https://aws.amazon.com/about-aws/global-infrastructure/regional-product-services";

/** What a configuration asks of AWS that the checked-in data knows nothing of, and what is far below what people expect. */
export function configWarnings(config: StackConfig): ConfigWarning[] {
  if (config.environment === "local") return [];
  const { region, database } = config;
  const warnings: ConfigWarning[] = [];
  if (regionOf(region) === undefined) {
    const like = nearestSpelling(region, Object.keys(regionsExtract().regions));
    warnings.push({
      problem: `Region ${region} is not in AWS's data of ${regionsExtract().asOf}: what it offers is not known here.`,
      hint: `Is it spelt right${like === undefined ? "" : `, or is ${like} meant`}? Then see whether it has Cognito user pools, HTTP APIs, RDS for PostgreSQL 18 and what else the stack uses: ${BY_REGION}. Newer data: npm run aws-data`,
    });
  }
  const copyTo = database.backupCopyTo;
  if (copyTo !== undefined && !copyTo.startsWith("arn:") && regionOf(copyTo) === undefined) {
    warnings.push({
      problem: `Region ${copyTo}, where the backups are copied to, is not in AWS's data of ${regionsExtract().asOf}.`,
      hint: `Is it spelt right, and switched on in the account? aws account get-region-opt-status --region-name ${copyTo}`,
    });
  }
  if (authoritiesOf(region).length === 0) {
    warnings.push({
      problem: `RDS's certificate authorities of ${region} are not in the set of ${rdsAuthoritiesExtract().asOf}: functions carry all that there are, and refuse a server whose own is not among them.`,
      hint: "Before the first up: npm run aws-data, where truststore.pki.rds.amazonaws.com can be reached.",
    });
  }
  if (!hasCloudFront(region)) {
    warnings.push({
      problem: `Region ${region} has no CloudFront: the stack has no page, and its API answers everybody.`,
      hint: "Serve the page elsewhere and name its origin in allowedOrigins; docs/aws.md says what it needs.",
    });
  }
  if (database.topology !== "aurora" && !isKnownClass(database.instanceClass)) {
    warnings.push({
      problem: `Class ${database.instanceClass} is newer than AWS's data of ${instanceClassesExtract().asOf}: its memory is taken for that of its forerunner.`,
      hint: `Is it offered? aws rds describe-orderable-db-instance-options --engine postgres --engine-version ${database.engineVersion} --db-instance-class ${database.instanceClass} --region ${region} --query 'OrderableDBInstanceOptions[0]'`,
    });
  }
  if (config.environment === "prod" && config.mailFrom === undefined) {
    warnings.push({
      problem: `${MAIL_LIMIT}.`,
      hint: `With a domain of yours SES sends, at 10 cents a thousand: ${mailFromLine(config.stack)}`,
    });
  }
  return warnings;
}
