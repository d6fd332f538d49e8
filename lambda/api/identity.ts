import { CognitoJwtVerifier } from "aws-jwt-verify";
import { FetchError, JwksNotAvailableInCacheError } from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import type { Env } from "#lib/environment";
import { identityFrom, type GatewayClaims, type Identity } from "./gateway-claims.ts";

/** The keys that tokens are checked with could not be fetched. */
export class KeysUnavailableError extends Error {
  override readonly name = "KeysUnavailableError";
}

/** @param claims what the gateway's authorizer verified, where there is one */
export type Verify = (
  authorization: string | undefined,
  claims?: GatewayClaims,
) => Promise<Identity | undefined>;

/**
 * A function that gives the caller of an `Authorization: Bearer <access token>` header, or undefined when the
 * token is missing, malformed, expired, of another pool or client, not an access token, or not signed by the pool.
 *
 * USER_POOL_ID and CLIENT_ID name the pool. On AWS the gateway has checked the token and gives its claims: the pool's
 * keys are on the internet, which the database's network has no way to. Locally LOCAL_JWKS gives the keys; it is
 * refused where Lambda runs, since whoever could set it could sign in as anybody.
 */
export function verifierFor(env: Env): Verify {
  const { USER_POOL_ID: userPoolId, CLIENT_ID: clientId, LOCAL_JWKS: localJwks } = env;
  if (!userPoolId || !clientId) throw new Error("USER_POOL_ID and CLIENT_ID must be set.");
  if (!localJwks) return async (_, claims) => identityFrom(claims, { userPoolId, clientId });
  if (env["AWS_LAMBDA_RUNTIME_API"] || env["AWS_EXECUTION_ENV"]) {
    throw new Error(
      "LOCAL_JWKS is for the local host only; remove it from the function's environment.",
    );
  }
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse: "access" },
    { jwksCache: localKeys(localJwks) },
  );
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization?.trim() ?? "")?.[1];
    if (!token) return undefined;
    try {
      const { sub, username, exp } = await verifier.verify(token);
      // The verifier checks an end that is there; a token that never ends is none of Cognito's.
      return typeof exp === "number" ? { sub, userName: username } : undefined;
    } catch (error) {
      if (error instanceof JwksNotAvailableInCacheError || error instanceof FetchError) {
        throw new KeysUnavailableError("the pool's keys could not be fetched", { cause: error });
      }
      return undefined;
    }
  };
}

/** Keys that never come from the network: a token with an unknown key id would make the verifier ask AWS for more. */
function localKeys(jwks: string): SimpleJwksCache {
  return new SimpleJwksCache({
    fetcher: { fetch: async () => new TextEncoder().encode(jwks).buffer },
  });
}
