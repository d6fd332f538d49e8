import { JwtVerifier } from "aws-jwt-verify";
import type { Inputs } from "@pulumi/pulumi";
import { answerFrom, eventFrom, type GatewayAnswer } from "#local/lambda-host/payload";
import type { GatewayRequest } from "#local/lambda-host/payload";
import type { Held, StandInAccount } from "../account.ts";
import type { StandInDatabases } from "../databases.ts";
import { invokeFunction } from "../lambda.ts";

/** Public keys by which a pool's tokens are checked. */
export interface Keys {
  readonly issuer: string;
  jwks(): { keys: object[] };
}

/**
 * The account's HTTP API: finds the route, has its authorizer check the token, and calls the function if that lets it.
 */
export async function callHttpApi(
  account: StandInAccount,
  databases: StandInDatabases,
  keys: Keys,
  request: GatewayRequest,
): Promise<GatewayAnswer> {
  const [path] = request.url.split("?") as [string];
  const routeKey = `${request.method} ${path}`;
  const route = account
    .all("aws:apigatewayv2/route:Route")
    .find(({ inputs }) => inputs["routeKey"] === routeKey);
  if (!route) return refused(404, "Not Found");
  const event = eventFrom(request);
  const claims = await claimsFor(account, keys, route.inputs, event.headers["authorization"]);
  if (claims === "unauthorized") return refused(401, "Unauthorized");
  if (claims === "forbidden") return refused(403, "Forbidden");
  const integrationId = String(route.inputs["target"]).split("/")[1]!;
  const integration = account.find("aws:apigatewayv2/integration:Integration", integrationId)!;
  const name = /function:([^/]+)\/invocations$/.exec(integration.inputs["integrationUri"])![1]!;
  if (!mayCall(account, name, request.method, path)) return refused(500, "Internal Server Error");
  const withClaims = {
    ...event,
    routeKey,
    requestContext: {
      ...event.requestContext,
      routeKey,
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
    },
  };
  return answerFrom(await invokeFunction(account, databases, name, JSON.stringify(withClaims)));
}

const refused = (status: number, message: string): GatewayAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

/** The claims of a route's token, all as texts; undefined where it wants none. */
async function claimsFor(
  account: StandInAccount,
  keys: Keys,
  { authorizationType, authorizerId, authorizationScopes }: Inputs,
  header = "",
): Promise<Record<string, string> | "unauthorized" | "forbidden" | undefined> {
  if (authorizationType !== "JWT") return undefined;
  const authorizer = account.find("aws:apigatewayv2/authorizer:Authorizer", authorizerId)!;
  const { issuer, audiences } = authorizer.inputs["jwtConfiguration"] as {
    issuer: string;
    audiences: string[];
  };
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri: `${issuer}/jwks` });
  // The gateway asks the issuer itself for its keys.
  if (issuer === keys.issuer) verifier.cacheJwks(keys.jwks() as never);
  try {
    const claims = verifier.verifySync(header.replace(/^Bearer /i, "")) as Record<string, unknown>;
    if (!audiences.includes(String(claims["aud"] ?? claims["client_id"]))) return "unauthorized";
    const scopes = String(claims["scope"] ?? "").split(" ");
    if (!(authorizationScopes as string[]).some((scope) => scopes.includes(scope))) {
      return "forbidden";
    }
    return Object.fromEntries(Object.entries(claims).map(([key, value]) => [key, String(value)]));
  } catch {
    return "unauthorized";
  }
}

function mayCall(account: StandInAccount, name: string, method: string, path: string): boolean {
  const [api] = account.all("aws:apigatewayv2/api:Api") as [Held];
  return account
    .all("aws:lambda/permission:Permission")
    .some(
      ({ inputs }) =>
        inputs["function"] === name &&
        inputs["principal"] === "apigateway.amazonaws.com" &&
        inputs["sourceArn"] === `${api.outputs["executionArn"]}/*/${method}${path}`,
    );
}
