import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { securityHeaders } from "#lib/domain/security-headers";
import { cognitoOrigin } from "#lib/domain/user-pool";

export interface PageHeadersArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** Whose Cognito the page may call. */
  region: string;
}

/** A year, as the list of sites that browsers carry with them asks for (https://hstspreload.org). */
const HTTPS_ONLY_SECONDS = 31_536_000;

/**
 * The headers that CloudFront puts on all that the page's address answers. A component of its own, since the API's
 * function goes by the policy's id, and the distribution by the API.
 */
export class PageHeaders extends pulumi.ComponentResource {
  /** CloudFront's id of the policy: a random UUID. */
  readonly policyId: pulumi.Output<string>;

  constructor(name: string, args: PageHeadersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:PageHeaders", name, {}, opts);
    const { prefix, region } = args;
    const headers = securityHeaders([cognitoOrigin(region)]);
    const override = true;

    const policy = new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-policy`,
      {
        name: `${prefix}-page`,
        comment: `What the page of ${prefix} may do in a browser.`,
        securityHeadersConfig: {
          contentSecurityPolicy: {
            contentSecurityPolicy: headers["content-security-policy"],
            override,
          },
          contentTypeOptions: { override },
          referrerPolicy: { referrerPolicy: headers["referrer-policy"], override },
          strictTransportSecurity: { accessControlMaxAgeSec: HTTPS_ONLY_SECONDS, override },
        },
        customHeadersConfig: {
          items: [
            {
              header: "cross-origin-opener-policy",
              value: headers["cross-origin-opener-policy"],
              override,
            },
          ],
        },
      },
      { parent: this },
    );

    this.policyId = policy.id;
    this.registerOutputs({ policyId: this.policyId });
  }
}
