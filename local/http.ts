import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { finished } from "node:stream/promises";
import { codeOf } from "#lib/errors";
import { isUnspecified, LOOPBACK } from "./access/listening.ts";
import { freePortFrom } from "./postgres/free-port.ts";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export type Handler = (request: IncomingMessage, path: string) => Promise<Answer>;

/** Thrown by `readBody`; becomes a 413. */
class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/** The whole body. Throws a BodyTooLargeError past `most` bytes, without keeping what comes after. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  const chunks: Buffer[] = [];
  let size = 0;
  if (declared > most) throw new BodyTooLargeError();
  // Left open when it is too long: the answer goes the same way.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A handler that is being served. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1, and on `address` as well, on the port or the next that is free; 0 is any. */
export async function listen(
  handler: Handler,
  preferredPort: number,
  onError: (error: unknown) => void,
  address = LOOPBACK,
): Promise<Listening> {
  const hosts = isUnspecified(address) ? [address] : new Set([LOOPBACK, address]);
  const servers = [...hosts].map((host) => {
    const server = createServer(
      (request, response) => void respond(handler, request, response, onError),
    );
    server.requestTimeout = 30_000;
    return { server, host };
  });
  const close = async () => {
    await Promise.all(servers.map(({ server }) => closed(server)));
  };
  const portFrom = (port: number) => (port === 0 ? 0 : freePortFrom(port, address));
  for (let port = await portFrom(preferredPort); ; port = await portFrom(port + 1)) {
    try {
      for (const { server, host } of servers) port = await opened(server, host, port);
      return { port, close };
    } catch (error) {
      await close();
      // Somebody took the port between the look and the listen.
      if (codeOf(error) !== "EADDRINUSE") throw error;
    }
  }
}

async function opened(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, "listening"); // or it throws what "error" brings
  return (server.address() as AddressInfo).port;
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown) => void,
): Promise<void> {
  const path = (request.url ?? "/").split("?")[0]!;
  try {
    send(request, response, await handler(request, path));
  } catch (error) {
    if (error instanceof BodyTooLargeError) return refuseBody(request, response);
    // A client that left before it had sent everything; nobody is there to be answered.
    if (request.socket.destroyed) return;
    onError(error);
    send(request, response, {
      status: 500,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message: "Internal Server Error" }),
    });
  }
}

/** A client that is cut off while it sends meets a reset and not the answer, so the rest is taken in, and dropped, for a while. */
const LINGER_MS = 2_000;

async function refuseBody(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.stringify({ message: "Request Entity Too Large" });
  response.writeHead(413, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  response.write(body);
  request.resume();
  await finished(request, { signal: AbortSignal.timeout(LINGER_MS) }).catch(() => {});
  response.end();
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, typeof value === "string" ? value : [...value]);
  }
  response.statusCode = answer.status;
  if (request.method !== "HEAD") {
    response.end(answer.body);
    return;
  }
  // What a GET would have: node:http tells the length only of what it sends.
  if (answer.body !== undefined && !response.hasHeader("content-length")) {
    response.setHeader("content-length", Buffer.byteLength(answer.body));
  }
  response.end();
}
