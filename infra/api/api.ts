import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ACCESS_LOG_FORMAT } from "./access-log-format.ts";
import { API_ROUTES } from "#lib/domain/api-routes";
import type { NodeFunction } from "../functions/node-function.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface ApiArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  /** The function that answers every route. */
  function: NodeFunction;
  /** Whose tokens are good: a user pool's issuer. */
  issuer: pulumi.Input<string>;
  /** For which client. */
  audience: pulumi.Input<string>;
  /** Origins whose pages may call it: `https://cruddur.example`. None, and no page of another origin may. */
  allowedOrigins: readonly string[];
  logRetentionDays: number;
  transform?: {
    api?: Transform<aws.apigatewayv2.ApiArgs>;
    stage?: Transform<aws.apigatewayv2.StageArgs>;
  };
}

/** Requests a second in the long run, and at once. What is more gets 429, before it costs an invocation. */
const THROTTLING = { throttlingRateLimit: 50, throttlingBurstLimit: 100 };

/** The HTTP API in front of one function: routes, tokens, other origins, throttling, access log. */
export class Api extends pulumi.ComponentResource {
  /** `https://….execute-api.eu-central-1.amazonaws.com`, without a slash at its end. */
  readonly url: pulumi.Output<string>;
  /** The identifier that its metrics go by. */
  readonly apiId: pulumi.Output<string>;

  constructor(name: string, args: ApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Api", name, {}, opts);
    const child = { parent: this };
    const { prefix, transform } = args;

    const api = new aws.apigatewayv2.Api(
      `${name}-api`,
      applyTransform<aws.apigatewayv2.ApiArgs>(
        {
          name: `${prefix}-api`,
          protocolType: "HTTP",
          ...(args.allowedOrigins.length === 0
            ? {}
            : {
                corsConfiguration: {
                  allowOrigins: [...args.allowedOrigins],
                  allowMethods: ["GET", "POST"],
                  allowHeaders: ["authorization", "content-type"],
                  // The feed's next page and the time to wait; a page sees no others of another origin.
                  exposeHeaders: ["link", "retry-after", "date"],
                  maxAge: 7_200,
                },
              }),
        },
        transform?.api,
      ),
      child,
    );
    const authorizer = new aws.apigatewayv2.Authorizer(
      `${name}-authorizer`,
      {
        apiId: api.id,
        name: `${prefix}-user-pool`,
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: args.issuer, audiences: [args.audience] },
      },
      child,
    );
    const integration = new aws.apigatewayv2.Integration(
      `${name}-integration`,
      {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationUri: args.function.invokeArn,
        payloadFormatVersion: "2.0",
        // A second more than the function has: its own end is the better message.
        timeoutMilliseconds: (args.function.spec.timeoutSeconds + 1) * 1_000,
      },
      child,
    );
    const routes = API_ROUTES.map(({ role, key, isSignedIn }) => {
      const [method, path] = key.split(" ") as [string, string];
      new aws.lambda.Permission(
        `${name}-may-call-for-${role}`,
        {
          statementIdPrefix: "api-",
          action: "lambda:InvokeFunction",
          function: args.function.name,
          principal: "apigateway.amazonaws.com",
          sourceArn: pulumi.interpolate`${api.executionArn}/*/${method}${path}`,
        },
        child,
      );
      return new aws.apigatewayv2.Route(
        `${name}-route-${role}`,
        {
          apiId: api.id,
          routeKey: key,
          target: pulumi.interpolate`integrations/${integration.id}`,
          ...(isSignedIn
            ? {
                authorizationType: "JWT",
                authorizerId: authorizer.id,
                // Access tokens of a sign-in carry it, ID tokens no scope at all: those are refused.
                authorizationScopes: ["aws.cognito.signin.user.admin"],
              }
            : { authorizationType: "NONE" }),
        },
        child,
      );
    });
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-access-log`,
      {
        // API Gateway adds each group to the account's one log policy, which is full after some ten; groups of this
        // name need no entry.
        name: `/aws/vendedlogs/apigateway/${prefix}-api`,
        retentionInDays: args.logRetentionDays,
      },
      child,
    );
    new aws.apigatewayv2.Stage(
      `${name}-stage`,
      applyTransform<aws.apigatewayv2.StageArgs>(
        {
          apiId: api.id,
          name: "$default",
          autoDeploy: true,
          defaultRouteSettings: THROTTLING,
          accessLogSettings: { destinationArn: logGroup.arn, format: ACCESS_LOG_FORMAT },
        },
        transform?.stage,
      ),
      // With routes to deploy: the first deployment is not an empty one.
      { ...child, dependsOn: routes },
    );

    this.url = api.apiEndpoint;
    this.apiId = api.id;
    this.registerOutputs({ url: this.url, apiId: this.apiId });
  }
}
