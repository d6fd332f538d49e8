import type { Inputs } from "@pulumi/pulumi";

/** The one public hosted zone of the mocked account. */
export const ZONE = "cruddur.example";

/** What AWS fills in of certificates, records and the domains of mail. @param id the key of a physical id */
export const nameStates = (arn: (service: string, resource: string) => string, id: symbol) => ({
  "aws:acm/certificate:Certificate": (_name: string, { domainName }: Inputs) => {
    const own = arn("acm", `certificate/${domainName}`).replace(/(?<=:acm:)[\w-]+/, "us-east-1");
    const proof = {
      domainName,
      resourceRecordName: `_c0ffee.${domainName}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: "_decade.acm-validations.aws.",
    };
    return { arn: own, domainValidationOptions: [proof], status: "PENDING_VALIDATION", [id]: own };
  },
  "aws:route53/record:Record": (_name: string, { zoneId, name, type }: Inputs) => {
    const fqdn = String(name).replace(/\.$/, "");
    return { fqdn, [id]: `${zoneId}_${fqdn}_${type}` };
  },
  "aws:sesv2/configurationSet:ConfigurationSet": (_name: string, its: Inputs) => ({
    arn: arn("ses", `configuration-set/${its["configurationSetName"]}`),
    [id]: its["configurationSetName"],
  }),
  "aws:sesv2/emailIdentity:EmailIdentity": (_name: string, its: Inputs) => ({
    arn: arn("ses", `identity/${its["emailIdentity"]}`),
    dkimSigningAttributes: {
      ...its["dkimSigningAttributes"],
      tokens: ["token1", "token2", "token3"],
    },
    verifiedForSendingStatus: false,
    [id]: its["emailIdentity"],
  }),
  "aws:ses/domainIdentityVerification:DomainIdentityVerification": (
    _name: string,
    { domain }: Inputs,
  ) => ({ arn: arn("ses", `identity/${domain}`), [id]: domain }),
});

/** The usual answers to lookups of a zone, and of a domain that SES knows: none. */
export const nameAnswers = (refusal: (details: string) => Error) => ({
  "aws:route53/getZone:getZone": ({ name }: Inputs) => {
    if (name !== ZONE) throw refusal("no matching Route 53 Hosted Zone found");
    return { id: "Z0CRUDDUR", zoneId: "Z0CRUDDUR", name };
  },
  "aws:sesv2/getEmailIdentity:getEmailIdentity": ({ emailIdentity }: Inputs) => {
    throw refusal(`NotFoundException: Email identity ${emailIdentity} does not exist.`);
  },
});
