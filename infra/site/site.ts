import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeployedFile, DeployedPage } from "#lib/bundle/deployed-page";
import { cognitoOrigin } from "#lib/domain/user-pool";
import type { Api } from "../api/api.ts";
import { codeAsset } from "../functions/code-asset.ts";
import { applyTransform, type Transform } from "../transform.ts";
import { bucketName } from "#lib/bucket-name";
import { bucketPolicy } from "./bucket-policy.ts";
import { distributionArgs, type SiteDomain } from "./distribution-args.ts";

export interface SiteArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  region: string;
  /** Its name for its stack: `dev`. */
  target: string;
  page: DeployedPage;
  /** The user pool's client of the page. */
  clientId: pulumi.Input<string>;
  /** CloudFront's policy of the headers that a browser gets. */
  headersPolicyId: pulumi.Input<string>;
  /** What the page calls: it is there before the page is another one. */
  api: Api;
  /** What the API wants to be sent. @default nothing */
  originKey?: pulumi.Input<string> | undefined;
  /** @default CloudFront's own name alone */
  domain?: SiteDomain | undefined;
  /** The web ACL that judges requests. @default none */
  webAclArn?: pulumi.Input<string> | undefined;
  transform?: {
    bucket?: Transform<aws.s3.BucketArgs>;
    distribution?: Transform<aws.cloudfront.DistributionArgs>;
  };
}

/** Files that never change under their name, and those that do. */
const FOR_GOOD = "public, max-age=31536000, immutable";
const ASKED_AGAIN = "no-cache";

/** The page: a bucket that nobody can read, and the distribution that reads it and has the API below `/api/`. */
export class Site extends pulumi.ComponentResource {
  /** `https://d111111abcdef8.cloudfront.net`, or the domain's; without a slash at its end. */
  readonly url: pulumi.Output<string>;
  /** Where the domain's records point to, with the id of CloudFront's own zone. */
  readonly distributionDomainName: pulumi.Output<string>;
  readonly distributionZoneId: pulumi.Output<string>;

  constructor(name: string, args: SiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Site", name, {}, opts);
    const child = { parent: this };
    const { prefix, region, page, domain, transform } = args;

    const { accountId } = aws.getCallerIdentityOutput({}, child);
    const named = accountId.apply((account) => bucketName(`${prefix}-page`, account, region));
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      applyTransform<aws.s3.BucketArgs>(
        { bucket: named.bucket, bucketNamespace: named.bucketNamespace },
        transform?.bucket,
      ),
      child,
    );
    const closed = new aws.s3.BucketPublicAccessBlock(
      `${name}-closed`,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    const accessControl = new aws.cloudfront.OriginAccessControl(
      `${name}-access`,
      {
        name: `${prefix}-page`,
        description: `Signs what CloudFront asks the bucket of ${prefix}.`,
        originAccessControlOriginType: "s3",
        signingBehavior: "always",
        signingProtocol: "sigv4",
      },
      child,
    );
    const distribution = new aws.cloudfront.Distribution(
      `${name}-distribution`,
      applyTransform<aws.cloudfront.DistributionArgs>(
        distributionArgs({
          ...args,
          bucketDomainName: bucket.bucketRegionalDomainName,
          accessControlId: accessControl.id,
          apiDomainName: args.api.url.apply((url) => new URL(url).host),
        }),
        transform?.distribution,
      ),
      child,
    );
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket: bucket.id, policy: bucketPolicy(bucket.arn, distribution.arn) },
      // S3 takes one change of a bucket at a time (OperationAborted).
      { ...child, dependsOn: closed },
    );

    // The name holds the content's hash: another content is another resource, and the old one is deleted when all of an up
    // has gone well. One that is replaced the engine may delete at the beginning of the up after one that was cut.
    const assets = page.assets.map(
      (file) =>
        new aws.s3.BucketObjectv2(
          `${name}-${file.key.replace("assets/", "")}`,
          objectArgs(bucket, file, FOR_GOOD),
          { ...child, dependsOn: policy },
        ),
    );
    const content = pulumi.jsonStringify(configOf(args));
    const config = new aws.s3.BucketObjectv2(
      `${name}-config`,
      {
        bucket: bucket.id,
        key: "config.json",
        content,
        etag: content.apply(etagOf),
        contentType: "application/json",
        cacheControl: ASKED_AGAIN,
      },
      { ...child, dependsOn: policy },
    );
    // Last of all: an upload that is cut leaves the old page, with all that it asks for.
    new aws.s3.BucketObjectv2(`${name}-index`, objectArgs(bucket, page.index, ASKED_AGAIN), {
      ...child,
      dependsOn: [...assets, config, args.api],
    });

    this.url = domain
      ? pulumi.output(`https://${domain.name}`)
      : pulumi.interpolate`https://${distribution.domainName}`;
    this.distributionDomainName = distribution.domainName;
    this.distributionZoneId = distribution.hostedZoneId;
    this.registerOutputs({ url: this.url });
  }
}

/** `/config.json`, as `web/config.ts` reads it. */
const configOf = ({ target, region, clientId }: SiteArgs) => ({
  target,
  cognitoEndpoint: `${cognitoOrigin(region)}/`,
  clientId,
  apiBase: "/api",
  mailbox: null,
});

/** As S3 makes it of a file that goes up in one piece: by it `npm run drift` sees what somebody else has put there. */
const etagOf = (body: string | Uint8Array) => createHash("md5").update(body).digest("hex");

const objectArgs = (
  bucket: aws.s3.Bucket,
  { key, body, contentType }: DeployedFile,
  cacheControl: string,
): aws.s3.BucketObjectv2Args => ({
  bucket: bucket.id,
  key,
  source: codeAsset(body),
  etag: etagOf(body),
  contentType,
  cacheControl,
});
