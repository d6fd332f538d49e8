import { randomUUID } from "node:crypto";
import { tokenValidity } from "#lib/domain/user-pool";
import { attributesOf } from "./attributes.ts";
import { notAuthorized } from "./errors.ts";
import type { AppClient, Clock, Internals, UpstreamContext, User } from "./internals.ts";
import type { SigningKey } from "./signing-key.ts";

/** A sign-in: every token that comes of it, at once or by a refresh, names it as `origin_jti`. */
export interface SignIn {
  readonly id: string;
  /** Seconds since 1970. */
  readonly at: number;
}

export interface Tokens {
  AccessToken: string;
  IdToken: string;
  RefreshToken: string;
}

export interface TokenGenerator {
  /** Tokens of a new sign-in; called by cognito-local. */
  generate(
    context: UpstreamContext,
    user: User,
    groups: readonly string[],
    client: AppClient,
  ): Promise<Tokens>;
  /** New tokens of an earlier sign-in. */
  refresh(user: User, groups: readonly string[], client: AppClient, signIn: SignIn): Tokens;
  /** The sign-in of a refresh token of ours. @throws NotAuthorizedException when it is another's, or too old */
  signInOf(refreshToken: string, clientId: string): SignIn & { readonly username: string };
  /** The sign-in of a stored refresh token, however old. */
  idIn(refreshToken: string): string | undefined;
  /** A token's `token_use`, undefined for a text that has none; nothing is checked. */
  useOf(token: string): string | undefined;
  /** Whether a stored refresh token has had its day. */
  isOver(refreshToken: string): boolean;
  /** Who holds an access token of ours, and by which sign-in. @throws NotAuthorizedException as Cognito does */
  holderOf(accessToken: string): { readonly username: string; readonly signInId: string };
}

const userScope = "aws.cognito.signin.user.admin";

/** Tokens with Cognito's claims, signed with the state directory's own key. */
export function tokenGeneratorFor(
  { sign, verify, decode }: Internals,
  key: SigningKey,
  issuer: string,
  clock: Clock,
): TokenGenerator {
  const now = (): number => Math.floor(clock.get().getTime() / 1000);
  const signed = (claims: object, lifeSeconds: number): string =>
    sign({ ...claims, iss: issuer, iat: now(), exp: now() + lifeSeconds }, key.privateKey, {
      algorithm: "RS256",
      keyid: key.kid,
    });
  const verified = (token: string, use: string): Record<string, unknown> | Error => {
    try {
      const options = { algorithms: ["RS256"], issuer, clockTimestamp: now() };
      const claims = verify(token, key.publicKey, options) as Record<string, unknown>;
      return claims["token_use"] === use ? claims : new Error("another use");
    } catch (error) {
      return error as Error;
    }
  };

  const refresh: TokenGenerator["refresh"] = (user, groups, client, signIn) => {
    const attributes = attributesOf(user);
    const { sub, email_verified, phone_number_verified, ...profile } = attributes;
    const shared = {
      sub,
      ...(groups.length > 0 && { "cognito:groups": groups }),
      origin_jti: signIn.id,
      event_id: randomUUID(),
      auth_time: signIn.at,
    };
    return {
      AccessToken: signed(
        {
          ...shared,
          token_use: "access",
          scope: userScope,
          client_id: client.ClientId,
          jti: randomUUID(),
          username: user.Username,
        },
        tokenValidity.accessMinutes * 60,
      ),
      IdToken: signed(
        {
          ...profile,
          ...(email_verified !== undefined && { email_verified: email_verified === "true" }),
          ...(phone_number_verified !== undefined && {
            phone_number_verified: phone_number_verified === "true",
          }),
          ...shared,
          token_use: "id",
          aud: client.ClientId,
          jti: randomUUID(),
          "cognito:username": user.Username,
        },
        tokenValidity.idMinutes * 60,
      ),
      RefreshToken: signed(
        {
          token_use: "refresh",
          jti: signIn.id,
          client_id: client.ClientId,
          username: user.Username,
          auth_time: signIn.at,
        },
        tokenValidity.refreshDays * 86_400,
      ),
    };
  };

  return {
    refresh,
    generate: (_context, user, groups, client) =>
      Promise.resolve(refresh(user, groups, client, { id: randomUUID(), at: now() })),
    signInOf(token, clientId) {
      const claims = verified(token, "refresh");
      if (claims instanceof Error && claims.name === "TokenExpiredError") {
        throw notAuthorized("Refresh Token has expired");
      }
      if (claims instanceof Error || claims["client_id"] !== clientId) {
        throw notAuthorized("Invalid Refresh Token");
      }
      return {
        id: String(claims["jti"]),
        at: Number(claims["auth_time"]),
        username: String(claims["username"]),
      };
    },
    idIn: (token) => (decode(token) as { jti?: string } | null)?.jti,
    useOf: (token) => (decode(token) as { token_use?: string } | null)?.token_use,
    isOver: (token) => ((decode(token) as { exp?: number } | null)?.exp ?? 0) <= now(),
    holderOf(token) {
      const claims = verified(token, "access");
      if (claims instanceof Error) {
        const expired = claims.name === "TokenExpiredError";
        throw notAuthorized(expired ? "Access Token has expired" : "Invalid Access Token");
      }
      return { username: String(claims["username"]), signInId: String(claims["origin_jti"]) };
    },
  };
}

/** Tokens as a response carries them. */
export function withLife(tokens: object): object {
  return { ...tokens, ExpiresIn: tokenValidity.accessMinutes * 60, TokenType: "Bearer" };
}
