import { claimsFrom, type Claims } from "./claims.ts";
import type { AuthenticationResult, Cognito } from "./cognito.ts";
import { ServiceError } from "../errors.ts";
import type { TextStore } from "../stored.ts";

/** Where the session is kept in localStorage. */
export const SESSION_KEY = "cruddur.session";

/** Tokens are renewed this long before they end, in milliseconds. */
const EARLY = 60_000;

interface Kept extends Claims {
  /** The client the tokens belong to; a rebuilt user pool makes them worthless. */
  clientId: string;
  accessToken: string;
  refreshToken: string;
  /** Milliseconds since 1970, by the local clock. */
  expiresAt: number;
}

/** Why the session changed. */
export type SessionChange = "signed-in" | "signed-out" | "expired" | "elsewhere";

export interface Session {
  /** Who is signed in, or null. */
  who(): Claims | null;
  /** Keeps the tokens of a sign-in. */
  begin(result: AuthenticationResult): void;
  /**
   * A usable access token, or null when nobody is signed in. Throws ServiceError "network" when a renewal got no answer.
   * @param refused a token the API did not take: a new one is fetched even if it looks fresh
   */
  token(refused?: string): Promise<string | null>;
  /** Forgets the tokens here at once and, as far as possible, at Cognito. */
  end(why: "signed-out" | "expired"): void;
  /** Another tab wrote or removed the session. */
  changedElsewhere(): void;
  onChange(listener: (change: SessionChange) => void): void;
}

/** The session of one user pool client, kept in `store`. */
export function sessionIn(
  store: TextStore,
  clientId: string,
  cognito: Cognito,
  now: () => number = Date.now,
): Session {
  const listeners: ((change: SessionChange) => void)[] = [];
  let renewal: Promise<string | null> | null = null;

  const tell = (change: SessionChange): void => listeners.forEach((listener) => listener(change));

  function kept(): Kept | null {
    try {
      const value = JSON.parse(store.getItem(SESSION_KEY) ?? "null") as Kept | null;
      return value?.clientId === clientId && value.refreshToken ? value : null;
    } catch {
      return null;
    }
  }

  function keep(result: AuthenticationResult, refreshToken: string): void {
    const value: Kept = {
      ...claimsFrom(result.IdToken),
      clientId,
      accessToken: result.AccessToken,
      refreshToken,
      expiresAt: now() + result.ExpiresIn * 1_000,
    };
    store.setItem(SESSION_KEY, JSON.stringify(value));
  }

  async function renewed(old: Kept): Promise<string | null> {
    try {
      const result = await cognito.RefreshTokens(old.refreshToken);
      // Signed out, or renewed by another tab, while this was under way.
      if (kept()?.refreshToken !== old.refreshToken) return kept()?.accessToken ?? null;
      keep(result, result.RefreshToken ?? old.refreshToken);
      return result.AccessToken;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "NotAuthorizedException") throw error;
      const current = kept();
      if (current && current.refreshToken !== old.refreshToken) return current.accessToken;
      end("expired");
      return null;
    }
  }

  function end(why: "signed-out" | "expired"): void {
    const old = kept();
    store.removeItem(SESSION_KEY);
    tell(why);
    if (!old || why === "expired") return;
    // RevokeToken ends this browser's session only. A client without revocation refuses it; then all are ended.
    cognito.RevokeToken(old.refreshToken).catch(() =>
      cognito.GlobalSignOut(old.accessToken).catch(() => {
        // Best effort: the tokens are gone from this browser already.
      }),
    );
  }

  return {
    who: kept,
    begin(result) {
      keep(result, result.RefreshToken ?? "");
      tell("signed-in");
    },
    async token(refused) {
      const current = kept();
      if (!current) return null;
      const fresh = now() < current.expiresAt - EARLY && current.accessToken !== refused;
      if (fresh) return current.accessToken;
      renewal ??= renewed(current).finally(() => (renewal = null));
      return renewal;
    },
    end,
    changedElsewhere: () => tell("elsewhere"),
    onChange: (listener) => void listeners.push(listener),
  };
}
