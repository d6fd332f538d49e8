import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv6 } from "node:net";

/** What a request tells of who sent it, and by which way it came. */
export interface Caller {
  readonly headers: IncomingMessage["headers"];
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** The names that this server goes by, besides those of loopback. */
export interface OwnNames {
  /** A name, or `*.` and a domain for every name below it; in lower case. */
  readonly hosts: readonly string[];
  /** Others reach it by an address of this machine. An address cannot be rebound, as it is looked up nowhere. */
  readonly anyAddress: boolean;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

/** Whether an IP address is this machine's own and nobody else's; `::ffff:127.0.0.1` is. */
export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && LOOPBACK.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** The first of the names that the server was called by which is not its own, empty for none; or undefined. */
export function foreignName(
  { headers }: Pick<Caller, "headers">,
  own: OwnNames,
): string | undefined {
  return hostsIn(headers).find((host) => !isOwn(nameIn(host), own));
}

/**
 * Whether a request was made on this machine: by loopback, to a name of loopback, and by way of no proxy. Codespaces and
 * dev tunnels send strangers' requests on from loopback too, with `Host: localhost:4567`, but tell the host they were
 * sent to: `isHostHeaderUnchanged` in https://www.npmjs.com/package/@microsoft/dev-tunnels-contracts (TunnelOptions),
 * https://github.com/vercel/next.js/issues/58019. A proxy that adds no header is not told from a program here.
 */
export function isFromHere({ headers, socket }: Caller): boolean {
  return (
    isLoopback(socket.remoteAddress ?? "") &&
    isLoopbackName(nameIn(headers.host ?? "")) &&
    !Object.keys(headers).some((name) => PROXY_HEADER.test(name))
  );
}

/** Of RFC 7239, RFC 9110, nginx (dev tunnels' ingress), Envoy and Cloudflare: one proxy adds several. */
const PROXY_HEADER =
  /^(forwarded|via|x-request-id|x-scheme|(x-forwarded|x-original|x-real|x-client|true-client|cf-connecting)-.+)$/;

/**
 * Whether another site's page made a browser send the request. Browsers say which in Sec-Fetch-Site, whatever a proxy
 * makes of names on the way (Codespaces and dev tunnels replace Origin: https://github.com/symfony/demo/issues/1542).
 * They leave it out over plain HTTP to another machine, so Origin tells where it is missing; programs send neither.
 */
export function isFromOtherSite({ headers }: Pick<Caller, "headers">): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  if (headers.origin === undefined) return false;
  const host = headers.origin.replace(/^https?:\/\//, "");
  return !hostsIn(headers).some((it) => it.replace(/:(80|443)$/, "") === host);
}

/** By whom it was asked for, as the client named it and as a proxy says that its client did. */
function hostsIn({ host, "x-forwarded-host": forwarded }: Caller["headers"]): string[] {
  const before = [forwarded ?? []].flat().flatMap((it) => it.split(","));
  return [host ?? "", ...before].map((it) => it.trim().toLowerCase());
}

/** `name:port` without the port; empty for what is no host. */
function nameIn(host: string): string {
  return (
    /^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i.exec(host)?.[1]?.toLowerCase().replace(/\.$/, "") ?? ""
  );
}

const addressIn = (name: string): string => name.replace(/^\[(.*)\]$/, "$1");

function isLoopbackName(name: string): boolean {
  return /^([\w-]+\.)?localhost$/.test(name) || isLoopback(addressIn(name));
}

function isOwn(name: string, { hosts, anyAddress }: OwnNames): boolean {
  if (isLoopbackName(name) || (anyAddress && isIP(addressIn(name)) !== 0)) return true;
  return hosts.some((it) => (it.startsWith("*.") ? name.endsWith(it.slice(1)) : name === it));
}
