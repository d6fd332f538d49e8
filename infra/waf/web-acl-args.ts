import type * as aws from "@pulumi/aws";

type Rule = aws.types.input.wafv2.WebAclRule;
type Statement = aws.types.input.wafv2.WebAclRuleStatementRateBasedStatement;

/** A client that asks too often. */
export interface RateLimit {
  /** `mails`; part of the figure's name in CloudWatch. */
  readonly name: string;
  /** Requests of one address within five minutes. */
  readonly limit: number;
  /** Which requests are counted. @default all */
  readonly of?: Statement["scopeDownStatement"];
  /** What the client is answered. @default 403, without a word */
  readonly answer?: aws.types.input.wafv2.WebAclRuleActionBlockCustomResponse;
}

export interface WebAclParts {
  /** The physical name: `cruddur-prod-users`. */
  readonly name: string;
  readonly description: string;
  readonly limits: readonly RateLimit[];
}

/** The seconds over which requests are counted; AWS's default. */
export const WINDOW_SECONDS = 300;

/**
 * A web ACL that lets everybody in but addresses that Amazon has seen in attacks (its IP reputation list), and those above
 * a limit while they are. AWS's sets of rules about the content of requests are not among its rules: they take people's
 * own words about HTML or SQL for attacks, and neither reaches a page or a statement here.
 */
export function webAclArgs({
  name,
  description,
  limits,
}: WebAclParts): Omit<aws.wafv2.WebAclArgs, "scope"> {
  return {
    name,
    description,
    defaultAction: { allow: {} },
    rules: [
      {
        name: "reputation",
        priority: 0,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: "AWS",
            name: "AWSManagedRulesAmazonIpReputationList",
          },
        },
        visibilityConfig: seenAs(`${name}-reputation`),
      },
      ...limits.map((limit, place): Rule => rateRule(name, limit, place + 1)),
    ],
    visibilityConfig: seenAs(name),
  };
}

function rateRule(acl: string, { name, limit, of, answer }: RateLimit, priority: number): Rule {
  return {
    name,
    priority,
    action: { block: answer === undefined ? {} : { customResponse: answer } },
    statement: {
      rateBasedStatement: {
        limit,
        aggregateKeyType: "IP",
        evaluationWindowSec: WINDOW_SECONDS,
        ...(of === undefined ? {} : { scopeDownStatement: of }),
      },
    },
    visibilityConfig: seenAs(`${acl}-${name}`),
  };
}

/** Counted in CloudWatch, and the last three hours' requests in part in WAF's console: who is braked, and for what. */
const seenAs = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});
