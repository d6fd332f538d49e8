import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

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
  const isText = TEXT.test(headers["content-type"] ?? "text/plain");
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
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(request.body.length === 0
      ? {}
      : { body: isText ? request.body.toString("utf8") : request.body.toString("base64") }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** The answer that API Gateway makes of a function's result; a result without `statusCode` is a 200 of JSON. */
export function answerFrom(payload: string): GatewayAnswer {
  const result = JSON.parse(payload) as APIGatewayProxyStructuredResultV2 | string | null;
  if (typeof result !== "object" || result === null || result.statusCode === undefined) {
    const body = typeof result === "string" ? result : JSON.stringify(result);
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      cookies: [],
      body: Buffer.from(body),
    };
  }
  const headers = Object.entries(result.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  return {
    status: Number(result.statusCode),
    headers: Object.fromEntries(headers),
    cookies: result.cookies ?? [],
    body: Buffer.from(result.body ?? "", result.isBase64Encoded === true ? "base64" : "utf8"),
  };
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
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(raw)) {
    query[name] = name in query ? `${query[name]},${value}` : value;
  }
  return query;
}
