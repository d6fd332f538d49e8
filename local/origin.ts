import type { IncomingMessage } from "node:http";
import type { PageFile } from "#lib/bundle/page";
import type { LocalCognito } from "./cognito/cognito.ts";
import { answerFrom, eventFrom } from "./lambda-host/payload.ts";
import { readBody, type Answer, type Handler } from "./http.ts";
import { functionOf, invoke } from "./lambda-host/invoke-api.ts";
import type { LambdaHost } from "./lambda-host/lambda-host.ts";
import type { Mailbox } from "./mailbox.ts";

/** The parts that the one origin serves. */
export interface OriginParts {
  readonly lambda: LambdaHost;
  readonly cognito: LocalCognito;
  readonly mailbox: Mailbox;
  /** The page's files by URL path; a function, since editing the page replaces them. */
  page(): ReadonlyMap<string, PageFile>;
}

/** Bytes of a request's body; Lambda's own limit for a synchronous invocation. */
const BODY_MAX_BYTES = 6 * 1024 * 1024;

const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
} as const;

/**
 * Names that a browser may call this server by: the loopback ones and those of hosted workspaces that forward a
 * port. Any other is a page of somebody else's whose name was pointed at 127.0.0.1 (DNS rebinding).
 */
const OWN_HOST =
  /^(localhost|127\.0\.0\.1|\[::1\]|[\w-]+\.localhost|[\w.-]+\.(app\.github\.dev|githubpreview\.dev|gitpod\.io|gitpod\.dev))(:\d+)?$/i;

/** One origin for everything: the page, the API, Cognito's protocol, Lambda's Invoke, the mailbox. */
export function originHandler(parts: OriginParts): Handler {
  return async (request, path) => {
    if (!OWN_HOST.test(request.headers.host ?? "")) {
      return json(421, {
        error: "misdirected_request",
        message: `This server answers as 127.0.0.1 or localhost, not as ${request.headers.host ?? "nobody"}.`,
      });
    }
    if (path === "/api" || path.startsWith("/api/")) return callApi(parts, request);
    if (path === "/_cognito" || path.startsWith("/_cognito/"))
      return callCognito(parts, request, path);
    if (path === "/config.json") return onlyRead(request) ?? config(parts);
    if (path === "/_local/mail.json") return onlyRead(request) ?? mails(parts, request);
    const name = functionOf(path);
    if (name !== undefined) return callLambda(parts, request, name);
    return servePage(parts, request, path);
  };
}

async function callApi({ lambda }: OriginParts, request: IncomingMessage): Promise<Answer> {
  const outcome = await lambda.invoke(
    "api",
    eventFrom({
      method: request.method ?? "GET",
      url: request.url ?? "/",
      headers: request.headers,
      body: await readBody(request, BODY_MAX_BYTES),
      sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
    }),
  );
  // API Gateway says no more than this of a function that failed.
  if (!outcome || outcome.kind === "function-error")
    return json(500, { message: "Internal Server Error" });
  if (outcome.kind === "timeout") return json(503, { message: "Service Unavailable" });
  const { status, headers, cookies, body } = answerFrom(outcome.payload);
  return {
    status,
    headers: { ...headers, ...(cookies.length > 0 ? { "set-cookie": cookies } : {}) },
    body,
  };
}

async function callCognito(
  { cognito }: OriginParts,
  request: IncomingMessage,
  path: string,
): Promise<Answer> {
  if (path === `/_cognito/${cognito.userPoolId}/.well-known/jwks.json`)
    return json(200, cognito.jwks());
  if (request.method !== "POST") {
    return json(405, { message: "Cognito's protocol is POST with an X-Amz-Target header." });
  }
  const target = request.headers["x-amz-target"];
  return cognito.handle({
    target: Array.isArray(target) ? target[0] : target,
    body: (await readBody(request, BODY_MAX_BYTES)).toString("utf8"),
  });
}

async function callLambda(
  { lambda }: OriginParts,
  request: IncomingMessage,
  name: string,
): Promise<Answer> {
  // Only programs call this; a browser that sends an Origin is some page's doing.
  if (request.method !== "POST" || request.headers.origin !== undefined) {
    return json(403, { message: "Lambda's Invoke takes a POST from a program, not from a page." });
  }
  const type = request.headers["x-amz-invocation-type"];
  const body = (await readBody(request, BODY_MAX_BYTES)).toString("utf8");
  return invoke(lambda, name, Array.isArray(type) ? type[0] : type, body);
}

function config({ cognito }: OriginParts): Answer {
  return json(200, {
    target: "local",
    region: "us-east-1",
    cognitoEndpoint: "/_cognito/",
    userPoolId: cognito.userPoolId,
    clientId: cognito.clientId,
    apiBase: "/api",
    mailbox: "/_local/mail",
  });
}

function mails({ mailbox }: OriginParts, request: IncomingMessage): Answer {
  const to = new URL(request.url ?? "/", "http://localhost").searchParams.get("to");
  return json(200, mailbox.list(to ?? undefined));
}

function servePage({ page }: OriginParts, request: IncomingMessage, path: string): Answer {
  const file = page().get(path);
  if (!file) return json(404, { error: "not_found", message: "There is nothing at this address." });
  const refusal = onlyRead(request);
  if (refusal) return refusal;
  const headers = { ...SECURITY_HEADERS, etag: file.etag, "cache-control": "no-cache" };
  if (hasVersion(request.headers["if-none-match"], file.etag)) return { status: 304, headers };
  return {
    status: 200,
    headers: { ...headers, "content-type": file.contentType },
    body: file.body,
  };
}

/** Whether an If-None-Match names the version (RFC 9110, 13.1.2): a list, of which a proxy may have weakened some, or *. */
function hasVersion(header: string | undefined, etag: string): boolean {
  const known = (header ?? "").split(",").map((it) => it.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}

/** The refusal of a request that would change something where there is only something to read. */
function onlyRead({ method }: IncomingMessage): Answer | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  const refusal = json(405, { message: "Only GET and HEAD." });
  return { ...refusal, headers: { ...refusal.headers, allow: "GET, HEAD" } };
}

function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
    body: JSON.stringify(value),
  };
}
