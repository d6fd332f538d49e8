import assert from "node:assert/strict";
import { Api, type ApiArgs } from "#infra/api/api";
import { API_ROUTES } from "#lib/domain/api-routes";
import { createApp } from "../../../lambda/api/app.ts";
import { ACCOUNT, REGION } from "#test/aws-answers";
import { planOf, valueOf, type Plan } from "#test/plans/pulumi-mocks";
import { sampleFunction } from "../sample-functions.ts";

const made = (changes: Partial<ApiArgs> = {}) =>
  planOf(
    () =>
      new Api("cruddur-http-api", {
        prefix: "cruddur-dev",
        function: sampleFunction("api"),
        issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_c0ffee",
        audience: "c0ffee0client0id",
        allowedOrigins: ["https://cruddur.example"],
        logRetentionDays: 14,
        ...changes,
      }),
  );

describe("Api", () => {
  let plan: Plan<Api>;
  before(async () => void (plan = await made()));

  const routes = () =>
    new Map(
      plan
        .all("aws:apigatewayv2/route:Route")
        .map(({ inputs }) => [inputs["routeKey"] as string, inputs]),
    );

  it("has the routes of the app, and no other reaches the function", () => {
    const app = createApp({
      database: { query: () => Promise.reject(new Error("not asked")) },
      verify: async () => undefined,
      target: "dev",
      onError: () => {},
    });
    const ofApp = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual([...routes().keys()].sort(), [...new Set(ofApp)].sort());
  });

  for (const { key, isSignedIn } of API_ROUTES) {
    it(`${isSignedIn ? "wants an access token of the pool for" : "is open to everybody for"} ${key}`, () => {
      const route = routes().get(key)!;
      assert.equal(route["authorizationType"], isSignedIn ? "JWT" : "NONE");
      assert.equal(route["authorizerId"], isSignedIn ? "cruddur-dev-user-pool" : undefined);
      // An ID token has no scope.
      assert.deepEqual(
        route["authorizationScopes"],
        isSignedIn ? ["aws.cognito.signin.user.admin"] : undefined,
      );
    });
  }

  it("asks who signed the token, and for which client", () => {
    const { inputs } = plan.only("aws:apigatewayv2/authorizer:Authorizer");
    assert.equal(inputs["authorizerType"], "JWT");
    assert.deepEqual(inputs["identitySources"], ["$request.header.Authorization"]);
    assert.deepEqual(inputs["jwtConfiguration"], {
      issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_c0ffee",
      audiences: ["c0ffee0client0id"],
    });
  });

  it("may call its function for its own routes, and no other API may", () => {
    assert.deepEqual(
      plan
        .all("aws:lambda/permission:Permission")
        .map(({ inputs }) => [inputs["principal"], inputs["function"], inputs["sourceArn"]]),
      API_ROUTES.map(({ key }) => [
        "apigateway.amazonaws.com",
        "cruddur-dev-api",
        `arn:aws:execute-api:${REGION}:${ACCOUNT}:c0ffee/*/${key.replace(" ", "")}`,
      ]),
    );
  });

  it("waits a little longer than the function may take, in payload 2.0", () => {
    const { inputs } = plan.only("aws:apigatewayv2/integration:Integration");
    assert.equal(inputs["payloadFormatVersion"], "2.0");
    assert.equal(inputs["timeoutMilliseconds"], 11_000);
  });

  it("lets the named origins' pages in, and tells them what the page reads", () => {
    const { corsConfiguration } = plan.only("aws:apigatewayv2/api:Api").inputs;
    assert.deepEqual(corsConfiguration.allowOrigins, ["https://cruddur.example"]);
    assert.deepEqual(corsConfiguration.allowMethods, ["GET", "POST"]);
    assert.deepEqual(corsConfiguration.allowHeaders, ["authorization", "content-type"]);
    assert.deepEqual(corsConfiguration.exposeHeaders, ["link", "retry-after", "date"]);
    assert.equal(corsConfiguration.allowCredentials, undefined);
  });

  it("lets no other origin in where none is named", async () => {
    const closed = await made({ allowedOrigins: [] });
    assert.equal(closed.only("aws:apigatewayv2/api:Api").inputs["corsConfiguration"], undefined);
  });

  it("throttles, deploys by itself, and writes each call down for a time", () => {
    const { inputs, dependsOn } = plan.only("aws:apigatewayv2/stage:Stage");
    assert.equal(inputs["name"], "$default");
    assert.equal(inputs["autoDeploy"], true);
    assert.ok(inputs["defaultRouteSettings"].throttlingRateLimit > 0);
    assert.ok(inputs["defaultRouteSettings"].throttlingBurstLimit > 0);
    assert.equal(dependsOn.length, API_ROUTES.length);
    const log = plan.named("cruddur-http-api-access-log");
    assert.equal(log.inputs["retentionInDays"], 14);
    assert.match(
      inputs["accessLogSettings"].destinationArn as string,
      /log-group:\/aws\/vendedlogs\//,
    );
  });

  it("writes nothing down that points at a person", () => {
    const { accessLogSettings } = plan.only("aws:apigatewayv2/stage:Stage").inputs;
    const format = JSON.parse(accessLogSettings.format as string) as Record<string, string>;
    assert.ok(Object.values(format).includes("$context.status"));
    for (const field of Object.values(format)) {
      assert.doesNotMatch(field, /sourceIp|userAgent|claims|identity|principal|\.path\b/i);
    }
  });

  it("gives its address", async () => {
    assert.equal(
      await valueOf(plan.result.url),
      `https://c0ffee.execute-api.${REGION}.amazonaws.com`,
    );
  });
});
