import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { ORIGIN_KEY_HEADER } from "#lib/domain/origin-key";

/** A name of one's own for the page. */
export interface SiteDomain {
  /** `cruddur.example` */
  readonly name: string;
  /** Of a certificate in us-east-1 that is issued already. */
  readonly certificateArn: pulumi.Input<string>;
}

export interface DistributionParts {
  readonly prefix: string;
  /** Of the bucket, in its region. */
  readonly bucketDomainName: pulumi.Input<string>;
  readonly accessControlId: pulumi.Input<string>;
  readonly headersPolicyId: pulumi.Input<string>;
  /** The API's name, without `https://`. */
  readonly apiDomainName: pulumi.Input<string>;
  /** What the API wants to be sent; undefined where it answers everybody. */
  readonly originKey?: pulumi.Input<string> | undefined;
  readonly domain?: SiteDomain | undefined;
  readonly webAclArn?: pulumi.Input<string> | undefined;
}

/**
 * Policies that CloudFront brings with it
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html and
 * using-managed-origin-request-policies.html). What CachingOptimized keeps though it is told `no-cache`, it keeps for a
 * second.
 */
const MANAGED = {
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  allViewerExceptHostHeader: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
} as const;

const PAGE = "page";
const API = "api";

/** What the page's address answers: the bucket's files, and below `/api/` the API, which is of the same origin so. */
export function distributionArgs(parts: DistributionParts): aws.cloudfront.DistributionArgs {
  const { domain, originKey, webAclArn } = parts;
  return {
    enabled: true,
    comment: `The page of ${parts.prefix}, and its API.`,
    // North America, Europe and Israel: elsewhere it is slower and not away. All places cost more.
    priceClass: "PriceClass_100",
    httpVersion: "http2and3",
    isIpv6Enabled: true,
    defaultRootObject: "index.html",
    origins: [
      {
        originId: PAGE,
        domainName: parts.bucketDomainName,
        originAccessControlId: parts.accessControlId,
      },
      {
        originId: API,
        domainName: parts.apiDomainName,
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
        },
        ...(originKey === undefined
          ? {}
          : { customHeaders: [{ name: ORIGIN_KEY_HEADER, value: originKey }] }),
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: PAGE,
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      cachePolicyId: MANAGED.cachingOptimized,
      responseHeadersPolicyId: parts.headersPolicyId,
    },
    orderedCacheBehaviors: [
      {
        pathPattern: "/api/*",
        targetOriginId: API,
        // A token that came without TLS is known to whoever listened; a redirect would hide that.
        viewerProtocolPolicy: "https-only",
        allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        cachedMethods: ["GET", "HEAD"],
        compress: true,
        cachePolicyId: MANAGED.cachingDisabled,
        originRequestPolicyId: MANAGED.allViewerExceptHostHeader,
        responseHeadersPolicyId: parts.headersPolicyId,
      },
    ],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    ...(domain === undefined
      ? // CloudFront's own name takes TLS 1.0 too, whatever is asked for (ViewerCertificate, MinimumProtocolVersion).
        { viewerCertificate: { cloudfrontDefaultCertificate: true } }
      : {
          aliases: [domain.name],
          viewerCertificate: {
            acmCertificateArn: domain.certificateArn,
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
          },
        }),
    ...(webAclArn === undefined ? {} : { webAclId: webAclArn }),
  };
}
