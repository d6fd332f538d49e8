import { json, made, tagList, type Properties, type ResourceCalls } from "../resource-calls.ts";

/** What CloudFront wants of every list: how long it is, too. */
const counted = (items: readonly unknown[] = []) => ({ Quantity: items.length, Items: items });

interface Behavior {
  readonly allowedMethods: readonly string[];
  readonly cachedMethods: readonly string[];
}

const behavior = ({ allowedMethods, cachedMethods, ...others }: Behavior) => ({
  ...others,
  AllowedMethods: { ...counted(allowedMethods), CachedMethods: counted(cachedMethods) },
});

interface Origin {
  readonly originId: string;
  readonly customHeaders?: readonly { readonly name: string; readonly value: string }[];
  readonly customOriginConfig?: { readonly originSslProtocols: readonly string[] };
}

const origin = ({ originId, customHeaders, customOriginConfig, ...others }: Origin) => ({
  ...others,
  Id: originId,
  ...(customHeaders && {
    CustomHeaders: counted(
      customHeaders.map(({ name, value }) => ({ HeaderName: name, HeaderValue: value })),
    ),
  }),
  // The provider sends one or the other.
  ...(customOriginConfig
    ? {
        CustomOriginConfig: {
          ...customOriginConfig,
          OriginSslProtocols: counted(customOriginConfig.originSslProtocols),
        },
      }
    : { S3OriginConfig: { OriginAccessIdentity: "" } }),
});

const DISTRIBUTION = [
  ...["aliases", "comment", "defaultCacheBehavior", "defaultRootObject", "enabled", "httpVersion"],
  ...["isIpv6Enabled", "orderedCacheBehaviors", "origins", "priceClass", "restrictions", "tags"],
  ...["viewerCertificate", "webAclId"],
];

function distribution(its: Properties) {
  const { orderedCacheBehaviors, restrictions, isIpv6Enabled, webAclId, tags, ...others } = its;
  const { geoRestriction } = restrictions as { geoRestriction: object };
  const { id: _, logicalName: _name, accountId: _account, ...config } = others;
  return {
    DistributionConfig: {
      ...config,
      CallerReference: "terraform-20260601120000",
      ...(its["aliases"] ? { Aliases: counted(its["aliases"] as string[]) } : {}),
      Origins: counted((its["origins"] as Origin[]).map(origin)),
      origins: undefined,
      aliases: undefined,
      defaultCacheBehavior: behavior(its["defaultCacheBehavior"] as Behavior),
      CacheBehaviors: counted((orderedCacheBehaviors as Behavior[]).map(behavior)),
      Restrictions: { GeoRestriction: { ...geoRestriction, Quantity: 0 } },
      IsIPV6Enabled: isIpv6Enabled,
      WebACLId: webAclId,
    },
    Tags: { Items: tagList().make({ tags }) },
  };
}

/** The page: its bucket, its files, and the distribution in front of it. */
export const PAGE_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:s3/bucket:Bucket": {
    service: "s3",
    cloudFormation: "AWS::S3::Bucket",
    named: { Bucket: "BucketName" },
    create: {
      CreateBucket: {},
      PutBucketTagging: {
        Bucket: made([], ({ bucket }) => bucket),
        Tagging: made(["tags"], ({ tags }) => ({ TagSet: tagList().make({ tags }) })),
      },
    },
    // All that the provider's bucket had once as its own properties.
    read: [
      ...["HeadBucket", "GetBucketLocation", "GetBucketTagging", "GetBucketPolicy", "GetBucketAcl"],
      ...["GetBucketCors", "GetBucketWebsite", "GetBucketVersioning", "GetBucketLogging"],
      ...["GetBucketAccelerateConfiguration", "GetBucketRequestPayment", "GetBucketReplication"],
      ...["GetBucketLifecycleConfiguration", "GetBucketEncryption", "GetObjectLockConfiguration"],
    ],
    update: ["PutBucketTagging", "DeleteBucketTagging"],
    delete: ["DeleteBucket"],
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    service: "s3",
    create: {
      PutPublicAccessBlock: {
        PublicAccessBlockConfiguration: made(
          ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
          ({ blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets }) => ({
            ...{ blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets },
          }),
        ),
      },
    },
    read: ["GetPublicAccessBlock"],
    update: ["PutPublicAccessBlock"],
    delete: ["DeletePublicAccessBlock"],
  },
  "aws:s3/bucketPolicy:BucketPolicy": {
    service: "s3",
    create: { PutBucketPolicy: { Policy: json("policy") } },
    read: ["GetBucketPolicy"],
    update: ["PutBucketPolicy"],
    delete: ["DeleteBucketPolicy"],
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    service: "s3",
    create: {
      PutObject: {
        Body: made(["source", "content"], ({ content = "" }) => content),
        Tagging: made(["tags"], ({ tags }) =>
          new URLSearchParams(tags as Record<string, string>).toString(),
        ),
      },
    },
    apart: ["etag"],
    read: ["HeadObject", "GetObjectTagging"],
    update: ["PutObject", "PutObjectTagging", "DeleteObjectTagging"],
    delete: ["DeleteObject"],
  },
  "aws:cloudfront/originAccessControl:OriginAccessControl": {
    service: "cloudfront",
    create: {
      CreateOriginAccessControl: {
        OriginAccessControlConfig: made(
          [
            ...["name", "description", "originAccessControlOriginType"],
            ...["signingBehavior", "signingProtocol"],
          ],
          ({ id: _, logicalName: _name, accountId: _account, ...config }) => config,
        ),
      },
    },
    read: ["GetOriginAccessControl"],
    update: ["UpdateOriginAccessControl"],
    delete: ["DeleteOriginAccessControl"],
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
    service: "cloudfront",
    create: {
      CreateResponseHeadersPolicy: {
        ResponseHeadersPolicyConfig: made(
          ["name", "comment", "securityHeadersConfig", "customHeadersConfig"],
          ({ name, comment, securityHeadersConfig, customHeadersConfig }) => ({
            name,
            comment,
            securityHeadersConfig,
            customHeadersConfig: counted((customHeadersConfig as { items: object[] }).items),
          }),
        ),
      },
    },
    read: ["GetResponseHeadersPolicy"],
    update: ["UpdateResponseHeadersPolicy"],
    delete: ["DeleteResponseHeadersPolicy"],
  },
  "aws:cloudfront/distribution:Distribution": {
    service: "cloudfront",
    create: {
      CreateDistributionWithTags: {
        DistributionConfigWithTags: made(DISTRIBUTION, distribution),
      },
    },
    read: ["GetDistribution", "ListTagsForResource"],
    // It is disabled before it is deleted.
    update: ["UpdateDistribution", "TagResource", "UntagResource"],
    delete: ["DeleteDistribution"],
  },
};
