import { once } from "node:events";
import { request as open, type IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "../tls/certificates.ts";

/** What a workspace's proxy makes of a request's headers, on the way to a port of its machine. */
export type Forwarded = (headers: IncomingHttpHeaders, port: number) => IncomingHttpHeaders;

/** As Google Cloud Workstations and Ona do it: the page's own name stays. */
export const keepingHost: Forwarded = (headers) => ({
  ...headers,
  "x-forwarded-for": "203.0.113.7",
  "x-forwarded-proto": "https",
});

/** As Codespaces and dev tunnels do it: the server is led to believe that a browser on its machine asks. */
export const asLocalhost: Forwarded = ({ host, origin, ...headers }, port) => ({
  ...headers,
  host: `localhost:${port}`,
  "x-forwarded-host": host,
  ...(origin === `https://${host}` ? { origin: `http://localhost:${port}` } : origin && { origin }),
});

export interface ForwardingProxy {
  readonly port: number;
  close(): void;
}

/** A proxy that ends TLS, with a certificate that nobody trusts, and sends on to a port of 127.0.0.1. */
export async function startForwardingProxy(
  target: number,
  forwarded: Forwarded,
): Promise<ForwardingProxy> {
  const { certificate: cert, key } = makeCertificate({ name: "proxy" });
  const server = createServer({ cert, key }, (request, response) => {
    const { method, url: path, headers } = request;
    const onward = open(
      { port: target, host: "127.0.0.1", method, path, headers: forwarded(headers, target) },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
