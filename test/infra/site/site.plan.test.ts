import assert from "node:assert/strict";
import { Api } from "#infra/api/api";
import { Site, type SiteArgs } from "#infra/site/site";
import { deployedPage } from "#lib/bundle/deployed-page";
import { planOf, valueOf, type Plan } from "#test/plans/pulumi-mocks";
import { sampleFunction } from "../sample-functions.ts";

const made = async (changes: Partial<SiteArgs> = {}): Promise<Plan<Site>> => {
  const page = await deployedPage();
  return planOf(() => {
    const api = new Api("cruddur-http-api", {
      prefix: "cruddur-dev",
      function: sampleFunction("api"),
      issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_c0ffee",
      audience: "c0ffee0client0id",
      allowedOrigins: [],
      logRetentionDays: 14,
    });
    return new Site("cruddur-site", {
      prefix: "cruddur-dev",
      region: "eu-central-1",
      target: "dev",
      page,
      clientId: "c0ffee0client0id",
      headersPolicyId: "policy",
      api,
      ...changes,
    });
  });
};

const distributionOf = (plan: Plan<Site>) =>
  plan.only("aws:cloudfront/distribution:Distribution").inputs;

interface Origin {
  readonly originId: string;
  readonly customHeaders?: readonly { readonly name: string; readonly value: string }[];
}

describe("Site", () => {
  let plan: Plan<Site>;
  before(async () => void (plan = await made()));

  it("replaces the page last, when all that it asks for and the API are there", () => {
    const { dependsOn } = plan.named("cruddur-site-index");
    const others = plan
      .all("aws:s3/bucketObjectv2:BucketObjectv2")
      .map(({ name }) => name)
      .filter((name) => name !== "cruddur-site-index");
    assert.deepEqual([...dependsOn].sort(), ["cruddur-http-api", ...others].sort());
  });

  it("tells the page of its own stack, at the page's own origin", () => {
    const { inputs } = plan.named("cruddur-site-config");
    assert.deepEqual(JSON.parse(inputs["content"] as string), {
      target: "dev",
      cognitoEndpoint: "https://cognito-idp.eu-central-1.amazonaws.com/",
      clientId: "c0ffee0client0id",
      apiBase: "/api",
      mailbox: null,
    });
  });

  it("lets browsers keep the files that are named by their content, and no others", () => {
    for (const { inputs } of plan.all("aws:s3/bucketObjectv2:BucketObjectv2")) {
      const isNamed = (inputs["key"] as string).startsWith("assets/");
      assert.equal(
        inputs["cacheControl"],
        isNamed ? "public, max-age=31536000, immutable" : "no-cache",
      );
    }
  });

  it("sends the API's key to the API alone, over TLS, and none where there is none", async () => {
    const keysOf = (its: Plan<Site>) =>
      (distributionOf(its)["origins"] as Origin[]).map(({ originId, customHeaders = [] }) => [
        originId,
        customHeaders.map(({ value }) => value),
      ]);
    assert.deepEqual(keysOf(await made({ originKey: "key" })), [
      ["page", []],
      ["api", ["key"]],
    ]);
    assert.deepEqual(keysOf(plan), [
      ["page", []],
      ["api", []],
    ]);
  });

  it("is at CloudFront's own name, or at one of ours by TLS 1.2 alone", async () => {
    assert.equal(await valueOf(plan.result.url), "https://d111111abcdef8.cloudfront.net");
    const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1";
    const domain = { name: "cruddur.example", certificateArn };
    const named = await made({ domain, webAclArn: "arn:acl" });
    assert.equal(await valueOf(named.result.url), "https://cruddur.example");
    const { aliases, viewerCertificate, webAclId } = distributionOf(named);
    assert.deepEqual(aliases, ["cruddur.example"]);
    assert.deepEqual(viewerCertificate, {
      acmCertificateArn: certificateArn,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    });
    assert.equal(webAclId, "arn:acl");
  });

  it("takes another setting for bucket and distribution", async () => {
    const other = await made({
      transform: { bucket: { bucket: "mine" }, distribution: { priceClass: "PriceClass_All" } },
    });
    assert.equal(other.only("aws:s3/bucket:Bucket").inputs["bucket"], "mine");
    assert.equal(distributionOf(other)["priceClass"], "PriceClass_All");
  });
});
