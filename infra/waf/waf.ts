import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform, type Transform } from "../transform.ts";
import { webAclArgs, WINDOW_SECONDS, type RateLimit } from "./web-acl-args.ts";

export interface WafArgs {
  /** Physical names start with it: `cruddur-prod`. */
  prefix: string;
  userPoolArn: pulumi.Input<string>;
  /** Whether there is a page, and so a distribution to guard. */
  hasSite: boolean;
  transform?: {
    poolAcl?: Transform<aws.wafv2.WebAclArgs>;
    siteAcl?: Transform<aws.wafv2.WebAclArgs>;
  };
}

/** Web ACLs of distributions are made in this region alone, wherever the stack is. */
const CLOUDFRONT_REGION = "us-east-1";

/**
 * A whole classroom is one address. Forty people who sign up at once, with two calls each, since a handle is taken or a
 * code is sent again, are 80; a script is above it within seconds.
 */
const MAILS: RateLimit = {
  name: "mails",
  limit: 100,
  of: {
    regexMatchStatement: {
      regexString: "^(SignUp|ResendConfirmationCode|ForgotPassword)$",
      // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
      fieldToMatch: { singleHeader: { name: "x-amzn-cognito-operation-name" } },
      textTransformations: [{ priority: 0, type: "NONE" }],
    },
  },
};

/** Passwords that are tried out: Cognito bars a user after five, and this who goes from user to user. */
const CALLS: RateLimit = { name: "calls", limit: 1_000 };

/** What the API takes of all together is 15,000 in five minutes; a classroom that loads the page at once asks for 600. */
const REQUESTS: RateLimit = {
  name: "requests",
  limit: 2_000,
  answer: {
    responseCode: 429,
    customResponseBodyKey: "wait",
    responseHeaders: [{ name: "retry-after", value: String(WINDOW_SECONDS) }],
  },
};

const WAIT =
  "Those were too many requests from your network. Wait a few minutes, then try again.\n";

/** Brakes for a single client, in front of the user pool and of the page with its API. An HTTP API by itself can have none. */
export class Waf extends pulumi.ComponentResource {
  /** For the distribution; undefined where there is no page. */
  readonly siteAclArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: WafArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Waf", name, {}, opts);
    const child = { parent: this };
    const { prefix, userPoolArn, hasSite, transform } = args;
    const poolAcl = new aws.wafv2.WebAcl(
      `${name}-pool-acl`,
      applyTransform<aws.wafv2.WebAclArgs>(
        {
          ...webAclArgs({
            name: `${prefix}-users`,
            description: `Brakes in front of the user pool of ${prefix}.`,
            limits: [MAILS, CALLS],
          }),
          scope: "REGIONAL",
        },
        transform?.poolAcl,
      ),
      child,
    );
    new aws.wafv2.WebAclAssociation(
      `${name}-pool-association`,
      { resourceArn: userPoolArn, webAclArn: poolAcl.arn },
      child,
    );
    const siteAcl = hasSite
      ? new aws.wafv2.WebAcl(
          `${name}-site-acl`,
          applyTransform<aws.wafv2.WebAclArgs>(
            {
              ...webAclArgs({
                name: `${prefix}-page`,
                description: `Brakes in front of the page of ${prefix}.`,
                limits: [REQUESTS],
              }),
              customResponseBodies: [{ key: "wait", contentType: "TEXT_PLAIN", content: WAIT }],
              scope: "CLOUDFRONT",
              region: CLOUDFRONT_REGION,
            },
            transform?.siteAcl,
          ),
          child,
        )
      : undefined;
    this.siteAclArn = siteAcl?.arn;
    this.registerOutputs(siteAcl ? { siteAclArn: siteAcl.arn } : {});
  }
}
