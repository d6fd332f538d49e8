import { always, made, tagList, type ResourceCalls } from "../resource-calls.ts";

/** A domain of somebody's own: certificate, records, and the mail from it. */
export const NAME_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:acm/certificate:Certificate": {
    service: "acm",
    cloudFormation: "AWS::CertificateManager::Certificate",
    create: { RequestCertificate: { Tags: tagList() } },
    read: ["DescribeCertificate", "ListTagsForCertificate"],
    update: ["UpdateCertificateOptions", "AddTagsToCertificate", "RemoveTagsFromCertificate"],
    delete: ["DeleteCertificate"],
    // The one of the client.
    apart: ["region"],
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    service: "acm",
    create: { DescribeCertificate: {} },
    read: ["DescribeCertificate"],
    update: [],
    delete: [],
    apart: ["region"],
  },
  "aws:route53/record:Record": {
    service: "route53",
    create: {
      ChangeResourceRecordSets: {
        HostedZoneId: "zoneId",
        ChangeBatch: made(
          ["name", "type", "ttl", "records", "aliases", "allowOverwrite"],
          ({ name, type, ttl, records, aliases, allowOverwrite }) => ({
            Changes: [
              {
                Action: allowOverwrite === true ? "UPSERT" : "CREATE",
                ResourceRecordSet: {
                  Name: name,
                  Type: type,
                  TTL: ttl,
                  ResourceRecords: (records as readonly string[] | undefined)?.map((Value) => ({
                    Value,
                  })),
                  AliasTarget: (aliases as readonly Alias[] | undefined)?.map((alias) => ({
                    HostedZoneId: alias.zoneId,
                    DNSName: alias.name,
                    EvaluateTargetHealth: alias.evaluateTargetHealth,
                  }))[0],
                },
              },
            ],
          }),
        ),
      },
      GetChange: { Id: always("C0C0FFEE") },
    },
    read: ["ListResourceRecordSets", "GetHostedZone"],
    update: ["ChangeResourceRecordSets"],
    delete: ["ChangeResourceRecordSets"],
  },
  "aws:ses/domainIdentityVerification:DomainIdentityVerification": {
    service: "ses",
    create: { GetIdentityVerificationAttributes: { Identities: "domain" } },
    read: ["GetIdentityVerificationAttributes"],
    update: [],
    delete: [],
  },
  "aws:sesv2/configurationSet:ConfigurationSet": {
    service: "sesv2",
    cloudFormation: "AWS::SES::ConfigurationSet",
    named: { ConfigurationSetName: "Name" },
    create: { CreateConfigurationSet: { Tags: tagList() } },
    read: ["GetConfigurationSet", "ListTagsForResource"],
    update: [
      "PutConfigurationSetDeliveryOptions",
      "PutConfigurationSetReputationOptions",
      "PutConfigurationSetSuppressionOptions",
      "TagResource",
      "UntagResource",
    ],
    delete: ["DeleteConfigurationSet"],
  },
  "aws:sesv2/emailIdentity:EmailIdentity": {
    service: "sesv2",
    cloudFormation: "AWS::SES::EmailIdentity",
    create: { CreateEmailIdentity: { Tags: tagList() } },
    read: ["GetEmailIdentity", "ListTagsForResource"],
    update: [
      "PutEmailIdentityConfigurationSetAttributes",
      "PutEmailIdentityDkimSigningAttributes",
      "TagResource",
      "UntagResource",
    ],
    delete: ["DeleteEmailIdentity"],
  },
};

interface Alias {
  readonly name: string;
  readonly zoneId: string;
  readonly evaluateTargetHealth: boolean;
}
