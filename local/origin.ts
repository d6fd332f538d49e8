import type { IncomingMessage } from "node:http";
import type { PageFile } from "#lib/bundle/page";
import { securityHeaders } from "#lib/domain/security-headers";
import { typed } from "#lib/terminal/typed";
import type { LocalCognito } from "./cognito/cognito.ts";
import { allowing } from "./access/forwarding.ts";
import { foreignName, isFromHere, isFromOtherSite, type OwnNames } from "./access/caller.ts";
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
  readonly names: OwnNames;
  /** The page's files by URL path; a function, since editing the page replaces them. */
  page(): ReadonlyMap<string, PageFile>;
}

/** Bytes of a request's body; Lambda's own limit for a synchronous invocation. */
const BODY_MAX_BYTES = 6 * 1024 * 1024;

const SECURITY_HEADERS = securityHeaders();

/** One origin for everything: the page, the API, Cognito's protocol, Lambda's Invoke, the mailbox. */
export function originHandler(parts: OriginParts): Handler {
  return async (request, path) => {
    const refusal = misdirected(request, parts.names) ?? crossSite(request);
    if (refusal) return refusal;
    if (path === "/api" || path.startsWith("/api/")) return callApi(parts, request);
    if (path === "/_cognito" || path.startsWith("/_cognito/"))
      return callCognito(parts, request, path);
    if (path === "/config.json") return onlyRead(request) ?? config(parts, request);
    if (path === "/_local/mail.json") return onlyRead(request) ?? mails(parts, request);
    const name = functionOf(path);
    if (name !== undefined) return callLambda(parts, request, name);
    return servePage(parts, request, path);
  };
}

/** The refusal of another's page whose name was pointed at 127.0.0.1 (DNS rebinding), or of a proxy that is not known. */
function misdirected(request: IncomingMessage, names: OwnNames): Answer | undefined {
  const name = foreignName(request, names);
  if (name === undefined) return undefined;
  const host = name.replace(/:\d+$/, "");
  const remedy = /^[\w-]+(\.[\w-]+)*$/.test(host)
    ? ` If that is your own workspace's name for it, type there: ${allowing(host)}; ${typed("stop")}; ${typed("start")}`
    : "";
  return json(421, {
    error: "misdirected_request",
    message: `This server answers as 127.0.0.1 or localhost, not as ${name || "nobody"}.${remedy}`,
  });
}

/** The refusal of what another origin's page would change; to read an answer, CORS has to let it, and nothing here does. */
function crossSite(request: IncomingMessage): Answer | undefined {
  if (reads(request) || request.method === "OPTIONS" || !isFromOtherSite(request)) return undefined;
  return json(403, {
    error: "cross_site",
    message:
      "The local copy takes calls from its own page and from programs, not from other sites' pages.",
  });
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
    trusted: isFromHere(request),
  });
}

async function callLambda(
  { lambda }: OriginParts,
  request: IncomingMessage,
  name: string,
): Promise<Answer> {
  // Only programs call this; a browser that sends an Origin is some page's doing.
  if (request.method !== "POST" || request.headers.origin !== undefined || !isFromHere(request)) {
    return json(403, {
      message: "Lambda's Invoke takes a POST from a program on this machine, by 127.0.0.1.",
    });
  }
  const type = request.headers["x-amz-invocation-type"];
  const body = (await readBody(request, BODY_MAX_BYTES)).toString("utf8");
  return invoke(lambda, name, Array.isArray(type) ? type[0] : type, body);
}

function config({ cognito }: OriginParts, request: IncomingMessage): Answer {
  return json(200, {
    target: "local",
    region: "us-east-1",
    cognitoEndpoint: "/_cognito/",
    userPoolId: cognito.userPoolId,
    clientId: cognito.clientId,
    apiBase: "/api",
    mailbox: isFromHere(request) ? { href: "/_local/mail" } : { command: typed("status") },
  });
}

function mails({ mailbox }: OriginParts, request: IncomingMessage): Answer {
  const query = new URL(request.url ?? "/", "http://localhost").searchParams;
  if (!isFromHere(request) && !mailbox.opensWith(query.get("token"))) {
    return json(403, {
      message:
        "The mailbox is for whoever runs this copy. In its terminal, npm run status shows the address that opens it here.",
    });
  }
  return json(200, mailbox.list(query.get("to") ?? undefined));
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

const reads = ({ method }: IncomingMessage) => method === "GET" || method === "HEAD";

/** The refusal of a request that would change something where there is only something to read. */
function onlyRead(request: IncomingMessage): Answer | undefined {
  if (reads(request)) return undefined;
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
