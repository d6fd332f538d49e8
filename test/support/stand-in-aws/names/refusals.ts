import type { Inputs } from "@pulumi/pulumi";
import type { StandInAccount } from "../account.ts";
import { hasRecord, isVerified } from "./answers.ts";
import type { Rule } from "../refusals.ts";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const IDENTITY = "aws:sesv2/emailIdentity:EmailIdentity";

/** AWS issues a certificate when the DNS has its record, in a zone of the account or elsewhere. */
const certificateValidation: Rule = (account, verb, { inputs }) => {
  if (verb !== "create") return undefined;
  const arn = inputs["certificateArn"] as string;
  const [proof] = account.find(CERTIFICATE, arn)!.outputs["domainValidationOptions"] as {
    resourceRecordName: string;
  }[];
  return hasRecord(account, proof!.resourceRecordName)
    ? undefined
    : `waiting for ACM Certificate (${arn}) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 20m0s)`;
};

const domainVerification: Rule = (account, verb, { inputs: { domain } }) =>
  verb !== "create" || isVerified(account, account.find(IDENTITY, domain)!)
    ? undefined
    : `creating SES Domain Identity Verification (${domain}): timeout while waiting for state to become 'Success' (last state: 'Pending', timeout: 20m0s)`;

const emailIdentity: Rule = (account, verb, { type, inputs }) =>
  verb === "create" && account.find(type, inputs["emailIdentity"])
    ? `api error AlreadyExistsException: Email identity ${inputs["emailIdentity"]} already exist.`
    : undefined;

/** A record that is there is somebody's, but for one that may be written over. */
const record: Rule = (account, verb, { type, inputs }) => {
  if (verb !== "create" || inputs["allowOverwrite"] === true) return undefined;
  const keyOf = (its: Inputs) => [its["zoneId"], its["name"], its["type"]].join();
  return account.all(type).some(({ inputs: its }) => keyOf(its) === keyOf(inputs))
    ? `api error InvalidChangeBatch: [Tried to create resource record set [name='${inputs["name"]}.', type='${inputs["type"]}'] but it already exists]`
    : undefined;
};

/** What AWS refuses of certificates, records and the domains of mail. */
export const NAME_RULES: Readonly<Record<string, Rule>> = {
  "aws:acm/certificateValidation:CertificateValidation": certificateValidation,
  "aws:route53/record:Record": record,
  "aws:ses/domainIdentityVerification:DomainIdentityVerification": domainVerification,
  [IDENTITY]: emailIdentity,
};

/** Cognito's words for a user pool that sends by SES for a domain that is not verified; undefined for all others. */
export function unverifiedSender(
  account: StandInAccount,
  { emailConfiguration = {} }: Inputs,
): string | undefined {
  const { emailSendingAccount, sourceArn } = emailConfiguration as Inputs;
  if (emailSendingAccount !== "DEVELOPER") return undefined;
  const identity = account.all(IDENTITY).find(({ outputs }) => outputs["arn"] === sourceArn);
  return identity && isVerified(account, identity)
    ? undefined
    : "api error InvalidParameterException: Email address is not verified.";
}
