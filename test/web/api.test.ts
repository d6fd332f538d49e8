import assert from "node:assert/strict";
import { apiClient } from "../../web/api.ts";
import { serverClock } from "../../web/feed/clock.ts";

/** An API client whose server gives these answers in turn, with the requests it got. */
function clientOf(answers: Response[], tokens: (string | null)[] = ["token-1", "token-2"]) {
  const requests: string[] = [];
  const ended: string[] = [];
  const fetchFrom: typeof fetch = (url, init) => {
    const authorization = new Headers(init?.headers).get("authorization") ?? "nobody";
    requests.push(`${String(url)} ${authorization}`);
    const answer = answers.shift();
    return answer ? Promise.resolve(answer) : Promise.reject(new TypeError("fetch failed"));
  };
  const session = {
    token: () => Promise.resolve(tokens.shift() ?? null),
    end: (why: string) => void ended.push(why),
  };
  return { api: apiClient("/api", session, serverClock(), fetchFrom), requests, ended };
}

const refusal = (): Response => Response.json({ error: "unauthorized" }, { status: 401 });

describe("apiClient", () => {
  it("returns a page and where the next one is", async () => {
    const headers = { link: '</api/activities/home?limit=20&after=x>; rel="next"' };
    const { api, requests } = clientOf([Response.json([], { headers })]);
    const page = await api.home();
    assert.deepEqual(page, { activities: [], next: "/api/activities/home?limit=20&after=x" });
    assert.deepEqual(requests, ["/api/activities/home?limit=20 nobody"]);
  });

  it("renews the token once and tries again when it is refused", async () => {
    const { api, requests, ended } = clientOf([refusal(), Response.json({ handle: "ada" })]);
    assert.deepEqual(await api.me(), { handle: "ada" });
    assert.deepEqual(requests, ["/api/me Bearer token-1", "/api/me Bearer token-2"]);
    assert.deepEqual(ended, []);
  });

  it("ends the session when the renewed token is refused too", async () => {
    const { api, ended } = clientOf([refusal(), refusal()]);
    await assert.rejects(api.me(), { code: "unauthorized" });
    assert.deepEqual(ended, ["expired"]);
  });

  it("throws every code of a 422", async () => {
    const body = { error: "invalid_activity", errors: ["message_blank", "ttl_invalid"] };
    const { api } = clientOf([Response.json(body, { status: 422 })]);
    await assert.rejects(api.post("", ""), { codes: ["message_blank", "ttl_invalid"] });
  });

  it("throws how long a 503 asks to wait", async () => {
    const init = { status: 503, headers: { "retry-after": "7" } };
    const { api } = clientOf([Response.json({ error: "database_unavailable" }, init)]);
    await assert.rejects(api.home(), { code: "database_unavailable", retryAfter: 7 });
  });

  it("throws the status when an answer is not the API's own", async () => {
    const { api } = clientOf([new Response("<html>", { status: 502 })]);
    await assert.rejects(api.home(), { code: "HTTP 502" });
  });

  it("throws network when nothing answers", async () => {
    await assert.rejects(clientOf([]).api.home(), { code: "network" });
  });
});
