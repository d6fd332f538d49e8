import { regionOf } from "#lib/aws-data/regions";
import { mendLines } from "#lib/stack-config/fault";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import type { PreflightFinding } from "./finding.ts";
import { signedRequest } from "./signed-request.ts";

/** What SES tells of the account in a region (`GetAccount` of its API v2). */
interface SesAccount {
  readonly ProductionAccessEnabled: boolean;
  readonly SendingEnabled: boolean;
}

/**
 * What keeps SES from sending a stack's mail to everybody: that the account is in its sandbox in the region, as every
 * account is at first, or may send no longer. Empty without `mailFrom`. Production would lose its sign-ups by it; a
 * development stack's few people can be verified one by one.
 */
export async function mailFaults({
  stack,
  environment,
  region,
  mailFrom,
}: AwsConfig): Promise<PreflightFinding[]> {
  if (mailFrom === undefined) return [];
  const account = await signedRequest<SesAccount>({
    variable: "SESV2",
    endpoint: `https://email.${region}.${regionOf(region)?.domain ?? "amazonaws.com"}`,
    service: "ses",
    region,
    method: "GET",
    path: "/v2/email/account",
  });
  const level = environment === "prod" ? "fault" : "warning";
  const without = [
    "Or let Cognito send until then, 50 a day:",
    ...mendLines(stack, [["mailFrom"]]),
  ];
  if (!account.SendingEnabled) {
    return [
      {
        level,
        problem: `AWS has paused this account's sending by SES in ${region}: nobody would get a code.`,
        hint: [`aws sesv2 get-account --region ${region} tells the reason.`, ...without].join("\n"),
      },
    ];
  }
  if (account.ProductionAccessEnabled) return [];
  const address = mailFrom.split("@")[1]!;
  return [
    {
      level,
      problem: `SES is in its sandbox in ${region}: it sends to addresses alone that somebody has verified there, and nobody else could sign up.`,
      hint: [
        `Ask to leave it, which AWS answers within a day: aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url https://${address} --contact-language EN --region ${region}`,
        ...(level === "warning"
          ? [
              `Or verify who is to sign up: aws sesv2 create-email-identity --email-identity you@example.com --region ${region}`,
            ]
          : []),
        ...without,
      ].join("\n"),
    },
  ];
}
