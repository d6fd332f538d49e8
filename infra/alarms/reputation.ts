import type { Figures } from "./figures.ts";
import type { AlarmRule } from "./rule.ts";

/**
 * What mail servers and people think of the account's mail. AWS looks into an account at 5 bounces of a hundred mails or
 * one complaint of a thousand, and pauses its mail at twice and five times as many (SES guide, "Bounce rate FAQs",
 * "Complaint rate FAQs"): both ring at about half.
 *
 * @param target what commands call the stack
 */
export function reputationAlarms(
  { bounced, complained }: NonNullable<Figures["mail"]>,
  target: string,
  region: string,
): AlarmRule[] {
  const list = (reason: string) =>
    `aws sesv2 list-suppressed-destinations --reasons ${reason} --region ${region}`;
  const common = { comparison: "above", isRemembered: true, isInDev: true } as const;
  return [
    {
      ...common,
      role: "mail-bounces",
      description: `More than 3 of a hundred mails of this account have come back. At 5 AWS looks into the account, at 10 it pauses its mail, and nobody can confirm a sign-up. See which addresses: ${list("BOUNCE")}. Are they made up, somebody signs up by a program: waf: true in Pulumi.${target}.yaml limits a client, and npm run deploy -- --target ${target} switches it on.`,
      figure: bounced,
      threshold: 0.03,
    },
    {
      ...common,
      role: "mail-complaints",
      description: `More than one in two thousand mails of this account has been called spam. At one in a thousand AWS looks into the account, at five it pauses its mail, and nobody can confirm a sign-up. See whose: ${list("COMPLAINT")}. Somebody may sign up with other people's addresses: waf: true in Pulumi.${target}.yaml limits a client, and npm run deploy -- --target ${target} switches it on.`,
      figure: complained,
      threshold: 0.0005,
    },
  ];
}
