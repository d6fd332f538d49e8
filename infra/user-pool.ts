import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { passwordPolicy } from "#lib/domain/password";
import { requiredAttributes, tokenValidity, writableAttributes } from "#lib/domain/user-pool";
import { poolSchema, SCHEMA_TAG, schemaTagOf } from "#lib/domain/user-pool-schema";
import { accountOf } from "./arn.ts";
import type { NodeFunction } from "./functions/node-function.ts";
import { applyTransform, type Transform } from "./transform.ts";

export interface UserPoolArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** Neither AWS nor Pulumi deletes the pool: accounts cannot be brought back. */
  isProtected: boolean;
  /** The functions that Cognito calls while somebody signs up or in. */
  triggers: {
    readonly preSignUp: NodeFunction;
    readonly postConfirmation: NodeFunction;
    readonly postAuthentication: NodeFunction;
  };
  /** How it sends its mail. @default by itself, 50 a day */
  email?: pulumi.Input<aws.types.input.cognito.UserPoolEmailConfiguration> | undefined;
  transform?: {
    pool?: Transform<aws.cognito.UserPoolArgs>;
    client?: Transform<aws.cognito.UserPoolClientArgs>;
  };
}

/**
 * The accounts, the page's client, and the permissions by which Cognito calls the triggers.
 * Up to 10,000 people a month cost nothing.
 */
export class UserPool extends pulumi.ComponentResource {
  readonly userPoolId: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
  /** The `iss` of its tokens: `https://cognito-idp.eu-central-1.amazonaws.com/…`. */
  readonly issuer: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: UserPoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:UserPool", name, {}, opts);
    const child = { parent: this };
    const { triggers, transform } = args;

    const pool = new aws.cognito.UserPool(
      `${name}-pool`,
      applyTransform<aws.cognito.UserPoolArgs>(poolArgs(args), transform?.pool),
      {
        ...child,
        protect: args.isProtected,
        // Fixed at creation; Cognito returns it in other words, and a change that is sent fails the whole update.
        // The tag SCHEMA_TAG shows a change instead.
        ignoreChanges: ["schemas"],
      },
    );
    const client = new aws.cognito.UserPoolClient(
      `${name}-client`,
      applyTransform<aws.cognito.UserPoolClientArgs>(
        clientArgs(args.prefix, pool.id),
        transform?.client,
      ),
      child,
    );
    const permissions: [string, NodeFunction][] = [
      [`${name}-may-call-pre-sign-up`, triggers.preSignUp],
      [`${name}-may-call-post-confirmation`, triggers.postConfirmation],
      [`${name}-may-call-post-authentication`, triggers.postAuthentication],
    ];
    for (const [permission, trigger] of permissions) {
      new aws.lambda.Permission(
        permission,
        {
          // A prefix, so that one that is replaced can be there before the old one goes: without it sign-ups fail.
          statementIdPrefix: "cognito-",
          action: "lambda:InvokeFunction",
          function: trigger.name,
          principal: "cognito-idp.amazonaws.com",
          sourceArn: pool.arn,
          sourceAccount: accountOf(pool.arn),
        },
        child,
      );
    }

    this.userPoolId = pool.id;
    this.clientId = client.id;
    this.issuer = pulumi.interpolate`https://${pool.endpoint}`;
    this.arn = pool.arn;
    this.registerOutputs({
      userPoolId: this.userPoolId,
      clientId: this.clientId,
      issuer: this.issuer,
      arn: this.arn,
    });
  }
}

function poolArgs({
  prefix,
  isProtected,
  triggers,
  email,
}: UserPoolArgs): aws.cognito.UserPoolArgs {
  return {
    name: `${prefix}-users`,
    // All that the page does is in the cheapest tier; ESSENTIALS costs nearly three times as much above the free users.
    userPoolTier: "LITE",
    usernameAttributes: ["email"],
    usernameConfiguration: { caseSensitive: false },
    autoVerifiedAttributes: ["email"],
    schemas: poolSchema.map((attribute) => ({ ...attribute })),
    passwordPolicy,
    // The page cannot ask for a second factor: whoever set one up, by the API, could no longer sign in on it.
    mfaConfiguration: "OFF",
    accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
    emailConfiguration: email ?? { emailSendingAccount: "COGNITO_DEFAULT" },
    deletionProtection: isProtected ? "ACTIVE" : "INACTIVE",
    lambdaConfig: {
      preSignUp: triggers.preSignUp.arn,
      postConfirmation: triggers.postConfirmation.arn,
      postAuthentication: triggers.postAuthentication.arn,
    },
    tags: { [SCHEMA_TAG]: schemaTagOf() },
  };
}

function clientArgs(
  prefix: string,
  userPoolId: pulumi.Output<string>,
): aws.cognito.UserPoolClientArgs {
  return {
    name: `${prefix}-web`,
    userPoolId,
    // A page can keep no secret.
    generateSecret: false,
    // The page sends the password over TLS and refreshes its tokens; the bootcamp's own page, by Amplify, uses SRP.
    explicitAuthFlows: [
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
    ],
    supportedIdentityProviders: ["COGNITO"],
    // A wrong address and a wrong password get the same answer.
    preventUserExistenceErrors: "ENABLED",
    enableTokenRevocation: true,
    accessTokenValidity: tokenValidity.accessMinutes,
    idTokenValidity: tokenValidity.idMinutes,
    refreshTokenValidity: tokenValidity.refreshDays,
    // Without units Cognito would take the minutes for hours.
    tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "days" },
    readAttributes: [...requiredAttributes, "email_verified"],
    writeAttributes: [...writableAttributes],
  };
}
