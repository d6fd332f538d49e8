import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import { issuerFor } from "#lib/domain/user-pool";

/** The claims of a token that API Gateway's JWT authorizer has verified, as they come with a request: all text. */
export type GatewayClaims = Readonly<Record<string, unknown>>;

/**
 * The verified claims of a request; undefined where no authorizer stands before the function.
 *
 * @param bindings Hono's, whose `event` is what Lambda was called with (payload 2.0)
 */
export function claimsOf(bindings: unknown): GatewayClaims | undefined {
  const { event } = Object(bindings) as {
    event?: Partial<APIGatewayProxyEventV2WithJWTAuthorizer>;
  };
  return event?.requestContext?.authorizer?.jwt?.claims;
}

/** Who calls, from a verified access token and nowhere else. */
export interface Identity {
  /** The user's Cognito id. */
  readonly sub: string;
  /** Cognito's user name. */
  readonly userName: string;
}

/**
 * Who calls, by verified claims; undefined unless they are of an access token of this pool and client. The authorizer
 * takes a client's ID tokens too, and which routes it stands before is decided elsewhere: it is asked again here.
 */
export function identityFrom(
  claims: GatewayClaims | undefined,
  pool: { readonly userPoolId: string; readonly clientId: string },
): Identity | undefined {
  if (!claims) return undefined;
  const { sub, username, iss, client_id, token_use } = claims;
  const isOurs =
    token_use === "access" && client_id === pool.clientId && iss === issuerFor(pool.userPoolId);
  if (!isOurs || typeof sub !== "string" || typeof username !== "string") return undefined;
  return sub === "" || username === "" ? undefined : { sub, userName: username };
}
