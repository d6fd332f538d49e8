import type { Activity, Page } from "./feed/activity.ts";
import type { Clock } from "./feed/clock.ts";
import { ServiceError } from "./errors.ts";
import { nextLink } from "./feed/link-header.ts";
import type { Session } from "./account/session.ts";

/** A cached answer would carry an old Date, which the clock must not learn from. */
const UNCACHED = { cache: "no-store" } as const;

/** The signed-in user's profile. */
export interface Me {
  handle: string;
  display_name: string;
  email: string;
}

/** Cruddur's HTTP API. Every function throws ServiceError. */
export interface Api {
  /** The newest page, or the one `next` of an earlier page points to. */
  home(next?: string): Promise<Page>;
  post(message: string, ttl: string): Promise<Activity>;
  me(): Promise<Me>;
}

/** @param base what paths begin with, e.g. "/api" */
export function apiClient(
  base: string,
  session: Pick<Session, "token" | "end">,
  clock: Clock,
  fetchFrom: typeof fetch = (...request) => fetch(...request),
): Api {
  async function send(url: string, init: RequestInit = {}): Promise<Response> {
    const sentAt = Date.now();
    try {
      const response = await fetchFrom(url, {
        ...UNCACHED,
        signal: AbortSignal.timeout(15_000),
        ...init,
      });
      clock.observe(response.headers.get("date"), sentAt, Date.now());
      return response;
    } catch (cause) {
      throw new ServiceError("network", `${url} got no answer`, { cause });
    }
  }

  async function sendSigned(url: string, init: RequestInit = {}): Promise<Response> {
    const attempt = (token: string): Promise<Response> =>
      send(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });

    const token = await session.token();
    if (token === null) throw new ServiceError("unauthorized", "Nobody is signed in");
    const response = await attempt(token);
    if (response.status !== 401) return response;

    const renewed = await session.token(token);
    if (renewed === null) throw new ServiceError("unauthorized", "The session has ended");
    const second = await attempt(renewed);
    if (second.status === 401) session.end("expired");
    return second;
  }

  return {
    async home(next) {
      const response = await send(next ?? `${base}/activities/home?limit=20`);
      const activities = await answerOf<Activity[]>(response);
      const link = nextLink(response.headers.get("link"));
      // The link is relative to the API, which need not live where the page does.
      const url = link !== null && response.url ? new URL(link, response.url).href : link;
      return { activities, next: url };
    },
    async post(message, ttl) {
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ message, ttl }),
      };
      return answerOf<Activity>(await sendSigned(`${base}/activities`, init));
    },
    me: async () => answerOf<Me>(await sendSigned(`${base}/me`)),
  };
}

/** The JSON of a good answer; a bad one is thrown. */
async function answerOf<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => null)) as unknown;
  if (response.ok && body !== null) return body as T;
  const { error, message, errors } = (body ?? {}) as Record<string, unknown>;
  const code = typeof error === "string" ? error : `HTTP ${response.status}`;
  const codes = Array.isArray(errors) ? errors.map(String) : [];
  const seconds = Number(response.headers.get("retry-after") ?? NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  throw new ServiceError(code, String(message ?? code), { codes, retryAfter });
}
