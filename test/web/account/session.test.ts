import assert from "node:assert/strict";
import type { AuthenticationResult, Cognito } from "../../../web/account/cognito.ts";
import { ServiceError } from "../../../web/errors.ts";
import { SESSION_KEY, sessionIn, type SessionChange } from "../../../web/account/session.ts";
import { storeOr } from "../../../web/stored.ts";

const HOUR = 3_600;

function tokens(mark: string): AuthenticationResult {
  const claims = { name: "Ádá", preferred_username: "ada", email: "ada@example.com" };
  const IdToken = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
  return { AccessToken: `access-${mark}`, IdToken, RefreshToken: "refresh-1", ExpiresIn: HOUR };
}

/** A session in memory at second 0, with the renewals it asked for. */
function memorySession(renew: () => Promise<AuthenticationResult>) {
  const store = storeOr(() => {
    throw new Error("storage is forbidden");
  });
  const calls: string[] = [];
  const changes: SessionChange[] = [];
  const clock = { seconds: 0 };
  const cognito = {
    RefreshTokens: (token: string) => (calls.push(`RefreshTokens ${token}`), renew()),
    RevokeToken: (token: string) => {
      calls.push(`RevokeToken ${token}`);
      return Promise.reject(new ServiceError("UnsupportedOperationException", ""));
    },
    GlobalSignOut: (token: string) => {
      calls.push(`GlobalSignOut ${token}`);
      return Promise.resolve();
    },
  } as unknown as Cognito;
  const session = sessionIn(store, "client-1", cognito, () => clock.seconds * 1_000);
  session.onChange((change) => changes.push(change));
  return { session, store, calls, changes, clock, cognito };
}

/** What RefreshTokens returns: no new refresh token. */
function renewed(): Promise<AuthenticationResult> {
  const { RefreshToken: _, ...result } = tokens("2");
  return Promise.resolve(result);
}

describe("sessionIn", () => {
  it("knows who is signed in from the id token, accents and all", () => {
    const { session, changes } = memorySession(renewed);
    assert.equal(session.who(), null);
    session.begin(tokens("1"));
    assert.equal(session.who()?.name, "Ádá");
    assert.equal(session.who()?.handle, "ada");
    assert.deepEqual(changes, ["signed-in"]);
  });

  it("renews shortly before the token ends, once for all who ask", async () => {
    const { session, calls, clock } = memorySession(renewed);
    session.begin(tokens("1"));
    assert.equal(await session.token(), "access-1");
    clock.seconds = HOUR - 30;
    const both = await Promise.all([session.token(), session.token()]);
    assert.deepEqual(both, ["access-2", "access-2"]);
    assert.deepEqual(calls, ["RefreshTokens refresh-1"]);
  });

  it("renews a token the API refused, however fresh it looks", async () => {
    const { session } = memorySession(renewed);
    session.begin(tokens("1"));
    assert.equal(await session.token("access-1"), "access-2");
  });

  it("ends when Cognito no longer takes the refresh token", async () => {
    const refused = () => Promise.reject(new ServiceError("NotAuthorizedException", "revoked"));
    const { session, changes } = memorySession(refused);
    session.begin(tokens("1"));
    assert.equal(await session.token("access-1"), null);
    assert.equal(session.who(), null);
    assert.deepEqual(changes, ["signed-in", "expired"]);
  });

  it("stays when Cognito cannot be reached", async () => {
    const { session } = memorySession(() => Promise.reject(new ServiceError("network", "")));
    session.begin(tokens("1"));
    await assert.rejects(session.token("access-1"), { code: "network" });
    assert.notEqual(session.who(), null);
  });

  it("does not come back when one signs out during a renewal", async () => {
    const { session, store } = memorySession(async () => {
      session.end("signed-out");
      return renewed();
    });
    session.begin(tokens("1"));
    const token = session.token("access-1");
    assert.equal(await token, null);
    assert.equal(store.getItem(SESSION_KEY), null);
  });

  it("revokes at sign-out, and signs out everywhere when revocation is refused", async () => {
    const { session, calls } = memorySession(renewed);
    session.begin(tokens("1"));
    session.end("signed-out");
    await new Promise(setImmediate);
    assert.deepEqual(calls, ["RevokeToken refresh-1", "GlobalSignOut access-1"]);
  });

  it("ignores tokens of another user pool client", () => {
    const { session, store, cognito } = memorySession(renewed);
    session.begin(tokens("1"));
    assert.equal(sessionIn(store, "client-2", cognito).who(), null);
  });
});
