import assert from "node:assert/strict";
import { Waf } from "#infra/waf/waf";
import { WEB_ACL_RULES } from "#lib/cost/prices";
import { planOf, valueOf, type Plan, type RecordedResource } from "#test/plans/pulumi-mocks";

const userPoolArn = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_c0ffee";

const waf = (hasSite: boolean) =>
  planOf(() => new Waf("cruddur-waf", { prefix: "cruddur-prod", userPoolArn, hasSite }));

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly statement: { readonly rateBasedStatement?: RateBased };
  readonly visibilityConfig: { readonly metricName: string };
}

interface RateBased {
  readonly limit: number;
  readonly scopeDownStatement?: { readonly regexMatchStatement: { readonly regexString: string } };
}

const rulesOf = ({ inputs }: RecordedResource) => inputs["rules"] as Rule[];

describe("Waf", () => {
  let plan: Plan<Waf>;
  let pool: RecordedResource;
  let site: RecordedResource;
  before(async () => {
    plan = await waf(true);
    pool = plan.named("cruddur-waf-pool-acl");
    site = plan.named("cruddur-waf-site-acl");
  });

  it("puts one before the user pool, in its region, and gives the other, in CloudFront's, to the page", async () => {
    assert.equal(pool.inputs["scope"], "REGIONAL");
    assert.equal(pool.inputs["region"], undefined);
    const { inputs } = plan.only("aws:wafv2/webAclAssociation:WebAclAssociation");
    assert.equal(inputs["resourceArn"], userPoolArn);
    assert.match(inputs["webAclArn"], /regional\/webacl\/cruddur-prod-users\//);
    assert.equal(site.inputs["scope"], "CLOUDFRONT");
    assert.equal(site.inputs["region"], "us-east-1");
    assert.match((await valueOf(plan.result.siteAclArn!)) as string, /global\/webacl/);
  });

  it("makes none for a page that is not there", async () => {
    const { result, resources } = await waf(false);
    assert.equal(result.siteAclArn, undefined);
    assert.equal(resources.filter(({ type }) => /WebAcl$/.test(type)).length, 1);
  });

  it("has as many rules as the cost is made of, each with a place and a figure of its own", () => {
    for (const [acl, count] of [
      [pool, WEB_ACL_RULES.pool],
      [site, WEB_ACL_RULES.site],
    ] as const) {
      const rules = rulesOf(acl);
      assert.equal(rules.length, count);
      assert.equal(new Set(rules.map(({ priority }) => priority)).size, count);
      assert.equal(new Set(rules.map((it) => it.visibilityConfig.metricName)).size, count);
    }
  });

  const CLASSROOM = 40;
  it("lets a classroom behind one address in, and brakes sign-ups and mails before all else", () => {
    const [mails, calls] = rulesOf(pool).flatMap((it) => it.statement.rateBasedStatement ?? []);
    assert.ok(mails!.limit >= 2 * CLASSROOM && mails!.limit < calls!.limit);
    const { regexString } = mails!.scopeDownStatement!.regexMatchStatement;
    const operations = ["SignUp", "ResendConfirmationCode", "ForgotPassword"];
    for (const name of operations) assert.match(name, new RegExp(regexString));
    for (const name of ["InitiateAuth", "ConfirmSignUp", "ConfirmForgotPassword", "GetUser"]) {
      assert.doesNotMatch(name, new RegExp(regexString));
    }
  });

  it("answers who asks the page too often with 429, a sentence and when to come again", () => {
    const block = JSON.stringify(rulesOf(site));
    assert.match(block, /"responseCode":429/);
    assert.match(block, /"retry-after","value":"300"|"value":"300","name":"retry-after"/);
    const bodies = site.inputs["customResponseBodies"] as { key: string; content: string }[];
    assert.match(bodies[0]!.content, /Wait a few minutes, then try again\.\n$/);
    assert.ok(block.includes(`"customResponseBodyKey":"${bodies[0]!.key}"`));
  });
});
