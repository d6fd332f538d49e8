import { CannotTell, recordOf, shown, type Inputs } from "./inputs.ts";
import { givenRule, inputRule, type ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

const types = [TYPES.distribution];

/** The value, which has to be known; undefined is: it is not set. */
function known(value: unknown, property: string): unknown {
  if (value !== undefined && isUnknown(value)) throw new CannotTell(property);
  return value;
}

/** Each of a distribution's behaviours, with what it is called. */
function* behaviorsOf(inputs: Inputs): Iterable<[name: string, Readonly<Record<string, unknown>>]> {
  yield ["defaultCacheBehavior", recordOf(inputs.get("defaultCacheBehavior"))];
  for (const [at, value] of inputs.list("orderedCacheBehaviors").entries()) {
    const name = `orderedCacheBehaviors[${at}]`;
    yield [name, recordOf(known(value, name))];
  }
}

function* originsOf(inputs: Inputs): Iterable<[name: string, Readonly<Record<string, unknown>>]> {
  for (const [at, value] of inputs.list("origins").entries()) {
    yield [`origins[${at}]`, recordOf(known(value, "origins"))];
  }
}

/** Protocols of which none is safe any more. */
const OLD_TLS = ["SSLv3", "TLSv1", "TLSv1.1"];

/** CloudFront: what it asks of browsers, and how it asks those behind it. */
export const DISTRIBUTION_RULES: readonly ResourceRule[] = [
  givenRule({
    name: "distribution-root-object",
    controls: ["CloudFront.1", "CKV_AWS_305"],
    summary: "A distribution's bare address is one file, and no list of them",
    types,
    property: "defaultRootObject",
    wanted: "index.html",
    change: 'Set defaultRootObject: "index.html".',
  }),
  {
    name: "distribution-tls",
    controls: ["CloudFront.3", "CKV_AWS_34"],
    summary: "Browsers reach a distribution by TLS alone",
    types,
    *faults(inputs) {
      for (const [name, behavior] of behaviorsOf(inputs)) {
        const policy = known(behavior["viewerProtocolPolicy"], `${name}.viewerProtocolPolicy`);
        if (policy === "https-only" || policy === "redirect-to-https") continue;
        yield {
          found: `${name}.viewerProtocolPolicy is ${shown(policy)}`,
          wanted: "https-only, or redirect-to-https",
          change: 'Set viewerProtocolPolicy: "redirect-to-https".',
        };
      }
    },
  },
  {
    name: "distribution-headers",
    controls: ["CKV2_AWS_32"],
    summary: "A distribution tells browsers what its pages may do",
    types,
    *faults(inputs) {
      for (const [name, { responseHeadersPolicyId: policy }] of behaviorsOf(inputs)) {
        if (policy !== undefined) continue;
        yield {
          found: `${name} has no responseHeadersPolicyId`,
          wanted: "a policy with the page's security headers",
          change: "Set responseHeadersPolicyId (infra/site/page-headers.ts).",
        };
      }
    },
  },
  {
    name: "distribution-origin-tls",
    controls: ["CloudFront.9", "CloudFront.10"],
    summary: "A distribution asks what is behind it by TLS 1.2",
    types,
    *faults(inputs) {
      for (const [name, origin] of originsOf(inputs)) {
        const custom = known(origin["customOriginConfig"], `${name}.customOriginConfig`);
        if (custom === undefined) continue;
        const { originProtocolPolicy: policy, originSslProtocols = [] } = recordOf(custom);
        const protocols = known(originSslProtocols, `${name}.originSslProtocols`) as unknown[];
        const old = protocols.filter((it) => OLD_TLS.includes(String(it)));
        if (known(policy, `${name}.originProtocolPolicy`) === "https-only" && old.length === 0) {
          continue;
        }
        yield {
          found: `${name} is asked by ${[shown(policy), ...old].join(", ")}`,
          wanted: "https-only, by TLSv1.2",
          change:
            'Set originProtocolPolicy: "https-only" and originSslProtocols: ["TLSv1.2"] in customOriginConfig.',
        };
      }
    },
  },
  {
    name: "distribution-signs",
    controls: ["CloudFront.13", "CKV2_AWS_46"],
    summary: "A distribution signs what it asks a bucket",
    types,
    *faults(inputs) {
      for (const [name, origin] of originsOf(inputs)) {
        if (origin["customOriginConfig"] !== undefined) continue;
        if (origin["originAccessControlId"] !== undefined) continue;
        yield {
          found: `${name} has no originAccessControlId`,
          wanted: "one, so that the bucket can be closed to everybody else",
          change: "Make an aws.cloudfront.OriginAccessControl and name it.",
        };
      }
    },
  },
  inputRule({
    name: "distribution-own-name",
    controls: ["CloudFront.7", "CKV2_AWS_42", "CKV_AWS_174"],
    summary: "A distribution has a name of ours, and takes TLS 1.2 alone under it",
    types,
    property: "viewerCertificate.minimumProtocolVersion",
    isRight: (version) => /^TLSv1\.[23]_/.test(String(version)),
    wanted: "TLSv1.2_2021 or later, which only a certificate of ours allows",
    change: "Set domainName in the stack's configuration.",
  }),
  givenRule({
    name: "distribution-guarded",
    controls: ["CloudFront.6", "CKV_AWS_68"],
    summary: "A web ACL judges what a distribution is asked",
    types,
    property: "webAclId",
    wanted: "a web ACL",
    change: "Set waf: true in the stack's configuration.",
  }),
  givenRule({
    name: "distribution-logged",
    controls: ["CloudFront.5", "CKV_AWS_86"],
    summary: "A distribution writes down what it is asked",
    types,
    property: "loggingConfig.bucket",
    wanted: "a bucket",
    change: "Set loggingConfig.",
  }),
  givenRule({
    name: "distribution-failover",
    controls: ["CloudFront.4", "CKV_AWS_310"],
    summary: "A distribution has a second origin for when the first is away",
    types,
    property: "originGroups",
    wanted: "a group of two origins",
    change: "Set originGroups.",
  }),
  inputRule({
    name: "distribution-countries",
    controls: ["CKV_AWS_374"],
    summary: "A distribution answers chosen countries alone",
    types,
    property: "restrictions.geoRestriction.restrictionType",
    isRight: (kind) => kind === "whitelist" || kind === "blacklist",
    wanted: "whitelist",
    change: "Set restrictions.geoRestriction.",
  }),
];
