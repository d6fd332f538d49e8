import type { Inputs } from "@pulumi/pulumi";
import type { Answer } from "#local/http";
import type { GatewayRequest } from "#local/lambda-host/payload";
import type { Held, StandInAccount } from "../account.ts";
import type { StandInDatabases } from "../databases.ts";
import { callHttpApi, type Keys } from "./http-api.ts";

interface Origin {
  readonly originId: string;
  readonly domainName: string;
  readonly originAccessControlId?: string;
  readonly customHeaders?: readonly { readonly name: string; readonly value: string }[];
}

interface Behavior {
  readonly pathPattern?: string;
  readonly targetOriginId: string;
  readonly allowedMethods: readonly string[];
  readonly responseHeadersPolicyId?: string;
}

/** What the account's distribution answers to a request over TLS: of the bucket's objects, or of the HTTP API. */
export async function askDistribution(
  account: StandInAccount,
  databases: StandInDatabases,
  keys: Keys,
  request: GatewayRequest,
): Promise<Answer> {
  const [distribution] = account.all("aws:cloudfront/distribution:Distribution") as [Held];
  const { inputs } = distribution;
  const [path] = request.url.split("?") as [string];
  const behaviors = [
    ...((inputs["orderedCacheBehaviors"] ?? []) as Behavior[]),
    inputs["defaultCacheBehavior"] as Behavior,
  ];
  const behavior = behaviors.find(
    ({ pathPattern = "*" }) => pathPattern === "*" || path.startsWith(pathPattern.slice(0, -1)),
  )!;
  if (!behavior.allowedMethods.includes(request.method)) return { status: 403 };
  const origin = (inputs["origins"] as Origin[]).find(
    ({ originId }) => originId === behavior.targetOriginId,
  )!;
  const policy = headersOf(account, behavior.responseHeadersPolicyId);
  const [api] = account.all("aws:apigatewayv2/api:Api") as [Held];
  if (new URL(String(api.outputs["apiEndpoint"])).host === origin.domainName) {
    const sent = (origin.customHeaders ?? []).map(({ name, value }) => [name, value]);
    const headers = { ...request.headers, host: origin.domainName, ...Object.fromEntries(sent) };
    const answer = await callHttpApi(account, databases, keys, { ...request, headers });
    return { ...answer, headers: { ...answer.headers, ...policy } };
  }
  const key = path === "/" ? String(inputs["defaultRootObject"] ?? "") : path.slice(1);
  const file = objectFor(account, distribution, origin, key);
  return { ...file, headers: { ...file.headers, ...policy } };
}

/** As S3 answers CloudFront, which signs what it asks: 403 too for what is not there, since it may list nothing. */
function objectFor(
  account: StandInAccount,
  distribution: Held,
  { domainName, originAccessControlId }: Origin,
  key: string,
): Answer {
  const bucket = account
    .all("aws:s3/bucket:Bucket")
    .find(({ outputs }) => outputs["bucketRegionalDomainName"] === domainName);
  const isSigned = account
    .all("aws:cloudfront/originAccessControl:OriginAccessControl")
    .some(
      ({ id, inputs }) => id === originAccessControlId && inputs["signingBehavior"] === "always",
    );
  const object = account
    .all("aws:s3/bucketObjectv2:BucketObjectv2")
    .find(({ inputs }) => inputs["bucket"] === bucket?.id && inputs["key"] === key);
  if (!bucket || !isSigned || !object || !mayRead(account, bucket, distribution)) {
    return { status: 403, headers: { "content-type": "application/xml" }, body: "<Error/>" };
  }
  const { source, content, contentType, cacheControl } = object.inputs;
  return {
    status: 200,
    headers: { "content-type": contentType, "cache-control": cacheControl },
    body: String(content ?? source.text),
  };
}

interface Statement {
  readonly Effect: string;
  readonly Principal: { readonly Service?: string } | string;
  readonly Action: string;
  readonly Resource: string | readonly string[];
  readonly Condition: { readonly StringEquals?: Readonly<Record<string, string>> };
}

function mayRead(account: StandInAccount, bucket: Held, distribution: Held): boolean {
  const policies = account
    .all("aws:s3/bucketPolicy:BucketPolicy")
    .filter(({ inputs }) => inputs["bucket"] === bucket.id);
  const statements = policies.flatMap(
    ({ inputs }) => (JSON.parse(inputs["policy"]) as { Statement: Statement[] }).Statement,
  );
  return statements.some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      Effect === "Allow" &&
      typeof Principal === "object" &&
      Principal.Service === "cloudfront.amazonaws.com" &&
      Action === "s3:GetObject" &&
      Resource === `${bucket.outputs["arn"]}/*` &&
      Condition.StringEquals?.["AWS:SourceArn"] === distribution.outputs["arn"],
  );
}

/** The headers of a response headers policy, all of which override. */
function headersOf(account: StandInAccount, policyId = ""): Record<string, string> {
  const policy = account.find(
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    policyId,
  );
  const { securityHeadersConfig = {}, customHeadersConfig = {} } = (policy?.inputs ?? {}) as Inputs;
  const { contentSecurityPolicy, referrerPolicy, strictTransportSecurity } = securityHeadersConfig;
  const own = (customHeadersConfig.items ?? []) as { header: string; value: string }[];
  return {
    "content-security-policy": contentSecurityPolicy.contentSecurityPolicy,
    "referrer-policy": referrerPolicy.referrerPolicy,
    "strict-transport-security": `max-age=${strictTransportSecurity.accessControlMaxAgeSec}`,
    "x-content-type-options": "nosniff",
    ...Object.fromEntries(own.map(({ header, value }) => [header, value])),
  };
}
