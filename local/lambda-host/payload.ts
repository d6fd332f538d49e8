import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** A request as node:http gives it, with its body read. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

const TEXT =
  /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded)|[^;]*\+(json|xml))/i;

/** The event that API Gateway's HTTP API makes of a request (payload format 2.0). */
export function eventFrom(request: GatewayRequest, now = new Date()): APIGatewayProxyEventV2 {
  const split = request.url.indexOf("?");
  const rawPath = split === -1 ? request.url : request.url.slice(0, split);
  const rawQueryString = split === -1 ? "" : request.url.slice(split + 1);
  const headers = flatHeaders(request.headers);
  const { cookie, ...others } = headers;
  // What is no UTF-8 cannot go as text: the function is to see the bytes that were sent.
  const isText = TEXT.test(headers["content-type"] ?? "text/plain") && isUtf8(request.body);
  const query = queryFrom(rawQueryString);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: others,
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName: headers["host"] ?? "localhost",
      domainPrefix: "local",
      http: {
        method: request.method,
        path: rawPath,
        protocol: "HTTP/1.1",
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: "$default",
      stage: "$default",
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body.length === 0
      ? {}
      : { body: isText ? request.body.toString("utf8") : request.body.toString("base64") }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/**
 * The answer that API Gateway makes of a function's result: a result without `statusCode` is a 200 of JSON, one
 * that is not an answer at all a 500.
 */
export function answerFrom(payload: string): GatewayAnswer {
  const result = JSON.parse(payload) as unknown;
  if (typeof result !== "object" || result === null || !("statusCode" in result)) {
    return jsonAnswer(200, typeof result === "string" ? result : JSON.stringify(result));
  }
  const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded } = result as Result;
  const status = Number(statusCode ?? Number.NaN);
  const isAnswer =
    Number.isInteger(status) &&
    status >= 100 &&
    status <= 599 &&
    (typeof body === "string" || body === null) &&
    (typeof headers === "object" || headers === null) &&
    Array.isArray(cookies);
  if (!isAnswer) return jsonAnswer(500, JSON.stringify({ message: "Internal Server Error" }));
  return {
    status,
    headers: Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    cookies: cookies.map(String),
    body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
  };
}

/** A result as it may come: JSON of somebody's function. */
interface Result {
  readonly statusCode: unknown;
  readonly headers?: object | null;
  readonly cookies?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

function jsonAnswer(status: number, body: string): GatewayAnswer {
  const headers = { "content-type": "application/json" };
  return { status, headers, cookies: [], body: Buffer.from(body) };
}

/** `$context.requestTime`: the form of the common log, "22/Nov/2026:06:00:00 +0000". */
function logTime(now: Date): string {
  const [, day, month, year, time] = now.toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Lower-case names; repeated headers joined by commas, as the HTTP API does. */
function flatHeaders(headers: GatewayRequest["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter((entry): entry is [string, string | string[]] => entry[1] !== undefined)
      .map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(name.toLowerCase() === "cookie" ? "; " : ",") : value,
      ]),
  );
}

/** Decoded parameters; a repeated one has its values joined by commas. */
function queryFrom(raw: string): Record<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(raw)) {
    const before = query.get(name);
    query.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(query);
}
