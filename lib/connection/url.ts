import { isIP } from "node:net";
import { RefusedError } from "../errors.ts";
import type { ConnectionParameters } from "../domain/target.ts";
import { keywordFault } from "./keywords.ts";
import { tlsIn, type Malformed } from "./tls-words.ts";

/** The parts of a PostgreSQL address; a `PostgresServer` is one. */
export interface ServerAddress {
  /** A name, an IP address, or the directory of a Unix socket. */
  host: string;
  port: number;
  user: string;
  /** As typed at a prompt, not percent-encoded. */
  password: string;
  /** The database to connect to. */
  database: string;
  /** Connection parameters by their libpq names: `sslmode`, … */
  parameters: Readonly<Record<string, string>>;
}

/** The URL by which `pg`, `psql` and libpq reach one database of a server. It holds the password. */
export function connectionUrlFor(address: ServerAddress, database = address.database): string {
  const { host, port, user, password } = address;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const parameters = new URLSearchParams(address.parameters);
  let place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (host.startsWith("/")) {
    parameters.set("host", host);
    parameters.set("port", String(port));
    place = "";
  }
  // A plus sign means a space to web forms only, not to libpq.
  const query = parameters.size > 0 ? `?${parameters.toString().replaceAll("+", "%20")}` : "";
  return `postgresql://${login}@${place}/${encodeURIComponent(database)}${query}`;
}

/** Bytes of a database's name; PostgreSQL cuts what is longer, and another database is reached. */
const LONGEST_NAME = 63;

/**
 * Takes a connection URL apart.
 *
 * Stricter than the parsers of `pg` and libpq, which differ on passwords with `@`, `/`, `?`, `#` or `%` in them and quietly
 * connect elsewhere. `KEYWORDS` says what is done with each word after the question mark; of those that count, TLS's are
 * kept, as they count (`sslmodeFor`).
 *
 * @param variable the environment variable that holds it, for the message
 * @throws RefusedError that shows no part of the URL but words of PostgreSQL's own, since any part may be the password
 */
export function parseConnectionUrl(text: string, variable = "CONNECTION_URL"): ServerAddress {
  const malformed: Malformed = (fault, hint) => malformedUrl(variable, fault, hint);
  const url = text.trim();
  checkOutline(url, malformed);
  const [, authority = "", path = "", query = ""] =
    /^[^:]*:\/\/([^/?]*)\/?([^?]*)\??(.*)$/s.exec(url) ?? [];
  if (authority.split("@").length > 2 || path.includes("@") || query.includes("@")) {
    throw malformed("has an @, a / or a ? within the user or the password");
  }
  const words = new Map<string, string>();
  const pairs = query === "" ? [] : query.split("&").map((pair) => pairOf(pair, malformed));
  const fault = keywordFault(pairs);
  if (fault) throw malformed(fault.fault, fault.hint);
  for (const [name, value] of pairs) words.set(name, value);

  const at = authority.lastIndexOf("@");
  const [, user = "", password = ""] =
    /^([^:]*):?(.*)$/s.exec(authority.slice(0, Math.max(at, 0))) ?? [];
  const [writtenHost, writtenPort] = placeIn(authority.slice(at + 1), malformed);
  const host = hostFrom(
    words.get("host") ?? decoded(writtenHost, "the host", malformed),
    malformed,
  );
  const database = decoded(path, "the database's name", malformed) || "cruddur";
  if (Buffer.byteLength(database) > LONGEST_NAME) {
    throw malformed(`has a database whose name is longer than ${LONGEST_NAME} bytes`);
  }
  return {
    host,
    port: portFrom(words.get("port") ?? writtenPort, malformed),
    user: decoded(user, "the user", malformed) || "postgres",
    password: decoded(password, "the password", malformed),
    database,
    parameters: tlsIn(words, host, malformed),
  };
}

/** Throws for what is no URL of PostgreSQL's at all. */
function checkOutline(url: string, malformed: Malformed): void {
  if (/^["'`]|["'`]$/.test(url)) {
    throw malformed("has quotation marks around it", "Take them away; a shell takes its own away.");
  }
  if (/^\w+\s*=/.test(url)) {
    throw malformed("is a list of words with =, where a URL is wanted");
  }
  if (!/^postgres(ql)?:\/\//i.test(url)) throw malformed("does not begin with postgresql://");
  if (/[\s\0]/.test(url)) throw malformed("has white space in it");
  if (/%(?![0-9a-f]{2})/i.test(url)) {
    throw malformed("has a % that is not part of a code such as %25");
  }
  if (url.includes("#")) throw malformed("has a # in it");
}

function pairOf(pair: string, malformed: Malformed): readonly [string, string] {
  const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
  // A plus sign means a space to web forms only, not to libpq.
  return [
    decoded(name, "the words after the ?", malformed),
    decoded(value, "the words after the ?", malformed),
  ];
}

/** Host and port, of `host:5432`, `[::1]:5432` and neither. */
function placeIn(place: string, malformed: Malformed): readonly [string, string] {
  if (place.includes(",")) throw malformed("names several hosts", "Name one server, the primary.");
  const found = /^(\[[^\]]*\]|[^:[\]]*)(?::([^:]*))?$/.exec(place);
  if (found) return [found[1]!.replace(/^\[|\]$/g, ""), found[2] ?? ""];
  const hint =
    "An IPv6 address is written in square brackets: postgresql://postgres@[::1]:5432/cruddur";
  throw malformed("has a host or a port that cannot be read", hint);
}

function hostFrom(host: string, malformed: Malformed): string {
  if (host === "") return "localhost";
  if (host.startsWith("/") || isIP(host) > 0 || /^[\p{L}\p{N}._-]+$/u.test(host)) return host;
  throw malformed("has a host that is neither a name nor an address");
}

function portFrom(port: string, malformed: Malformed): number {
  const number = port === "" ? 5432 : Number(port);
  if (/^\d*$/.test(port) && number >= 1 && number <= 65_535) return number;
  throw malformed("has a port that is not between 1 and 65535");
}

/** A part as libpq reads it: bytes by their codes, which make UTF-8 without a zero byte. */
function decoded(part: string, what: string, malformed: Malformed): string {
  let text: string;
  try {
    text = decodeURIComponent(part);
  } catch {
    throw malformed(
      `has codes in ${what} that are no UTF-8`,
      "Write letters beyond ASCII by their bytes in UTF-8: ä is %C3%A4, é is %C3%A9, € is %E2%82%AC.",
    );
  }
  if (text.includes("\0")) throw malformed(`has the code %00 in ${what}, which PostgreSQL refuses`);
  return text;
}

/** Of a URL's parameters those that decide about TLS, as connections take them. */
export function tlsParametersOf({
  parameters: { sslmode, sslrootcert },
}: Pick<ServerAddress, "parameters">): Pick<ConnectionParameters, "sslmode" | "sslrootcert"> {
  return { sslmode, ...(sslrootcert === undefined ? {} : { sslrootcert }) };
}

const EXAMPLE =
  "It should look like postgresql://postgres:p%40ss%2Fword@127.0.0.1:5432/cruddur\n" +
  "In the user and the password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25 and a space as %20.";

function malformedUrl(variable: string, fault: string, hint = EXAMPLE): RefusedError {
  return new RefusedError(`${variable} ${fault}. Nothing was done.`, hint);
}
