import type { Inputs } from "@pulumi/pulumi";
import { ZONE } from "../../name-answers.ts";
import type { StandInAccount } from "../account.ts";

const IDENTITY = "aws:sesv2/emailIdentity:EmailIdentity";

/** What the account answers to a lookup of a zone or of a domain of SES's; undefined for all others. */
export function domainAnswer(
  account: StandInAccount,
  token: string,
  { name, emailIdentity }: Inputs,
): Inputs | undefined {
  if (token === "aws:route53/getZone:getZone") {
    const { zones = [ZONE] } = account.settings;
    if (!zones.includes(name as string)) throw new Error("no matching Route 53 Hosted Zone found");
    const id = `Z0${String(name)
      .replaceAll(/[^a-z0-9]/g, "")
      .toUpperCase()}`;
    return { id, zoneId: id, name };
  }
  if (token === "aws:sesv2/getEmailIdentity:getEmailIdentity") {
    const held = account.find(IDENTITY, emailIdentity as string);
    if (!held)
      throw new Error(`NotFoundException: Email identity ${emailIdentity} does not exist.`);
    const { arn, tagsAll: tags = {} } = held.outputs;
    return { id: emailIdentity, arn, tags, verifiedForSendingStatus: isVerified(account, held) };
  }
  return undefined;
}

/** SES sends for a domain when the DNS has its three records, in a zone of the account or elsewhere. */
export function isVerified(
  account: StandInAccount,
  { outputs }: { readonly outputs: Inputs },
): boolean {
  const { tokens } = outputs["dkimSigningAttributes"] as { readonly tokens: readonly string[] };
  return tokens.every((token) =>
    hasRecord(account, `${token}._domainkey.${outputs["emailIdentity"]}`),
  );
}

/** Whether the DNS has a record of a name: somebody has made it elsewhere, or the account's zone has it. */
export function hasRecord(account: StandInAccount, name: string): boolean {
  const wanted = name.replace(/\.$/, "");
  return (
    account.settings.recordsElsewhere?.includes(wanted) === true ||
    account
      .all("aws:route53/record:Record")
      .some(({ inputs }) => String(inputs["name"]).replace(/\.$/, "") === wanted)
  );
}
