import { parse } from "pg-connection-string";
import { UserError } from "../errors.ts";
import type { ConnectionParameters } from "../domain/target.ts";

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

/** libpq's; a misspelt one must not pass for one that verifies nothing. */
const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/**
 * Takes a connection URL apart.
 *
 * Stricter than the parsers of `pg` and libpq, which differ on passwords with `@`, `/`, `?`, `#` or `%` in them and quietly
 * connect elsewhere.
 *
 * @param variable the environment variable that holds it, for the message
 * @throws UserError that shows no part of the URL, since any part may be the password
 */
export function parseConnectionUrl(text: string, variable = "CONNECTION_URL"): ServerAddress {
  const malformed = (fault: string) => malformedUrl(variable, fault);
  const url = text.trim();
  if (!/^postgres(ql)?:\/\//i.test(url)) throw malformed("does not begin with postgresql://");
  const [, authority = "", rest = ""] = /^[^:]*:\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  if (/\s/.test(url)) throw malformed("has white space in it");
  if (/%(?![0-9a-f]{2})/i.test(url))
    throw malformed("has a % that is not part of a code such as %25");
  // psql would connect there, and pg, which does not know them, elsewhere.
  if (/[?&](hostaddr|service)=/.test(rest)) throw malformed("has a hostaddr or a service in it");
  if (rest.includes("#")) throw malformed("has a # in it");
  if (authority.split("@").length > 2 || rest.includes("@")) {
    throw malformed("has an @, a / or a ? within the user or the password");
  }
  let parts: ReturnType<typeof parse>;
  try {
    parts = parse(url);
  } catch {
    // The error holds the whole URL.
    throw malformed("has a host or a port that cannot be read");
  }
  const port = Number(parts.port || 5432);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw malformed("has a port that is not between 1 and 65535");
  }
  const parameters = parametersFrom(rest);
  if (!SSL_MODES.includes(parameters["sslmode"] ?? "disable")) {
    throw malformed(`has an sslmode that is none of ${SSL_MODES.join(", ")}`);
  }
  return {
    host: (parts.host || "localhost").replace(/^\[(.*)\]$/, "$1"),
    port,
    user: parts.user || "postgres",
    password: parts.password ?? "",
    database: databaseIn(rest, malformed) || parts.database || "cruddur",
    parameters,
  };
}

/** The path as libpq reads it, every code of it; pg's parser leaves some of them as they are. */
function databaseIn(rest: string, malformed: (fault: string) => UserError): string {
  try {
    return decodeURIComponent(rest.split("?")[0]!.replace(/^\//, ""));
  } catch {
    throw malformed("has codes in the database's name that are no UTF-8");
  }
}

/** Of a URL's parameters those that decide about TLS, as connections take them. */
export function tlsParametersOf({
  parameters: { sslmode, sslrootcert },
}: Pick<ServerAddress, "parameters">): Pick<ConnectionParameters, "sslmode" | "sslrootcert"> {
  return { sslmode, ...(sslrootcert === undefined ? {} : { sslrootcert }) };
}

function parametersFrom(rest: string): Record<string, string> {
  const pairs = new URLSearchParams(rest.split("?")[1] ?? "");
  for (const name of ["host", "port", "user", "password", "dbname"]) pairs.delete(name);
  return Object.fromEntries(pairs);
}

function malformedUrl(variable: string, fault: string): UserError {
  return new UserError(
    `${variable} ${fault}.`,
    "It should look like postgresql://postgres:p%40ss%2Fword@127.0.0.1:5432/cruddur\n" +
      "In the user and the password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25 and a space as %20.",
  );
}
