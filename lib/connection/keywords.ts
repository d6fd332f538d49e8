/** What is done with a word of a connection URL, the part after its question mark. */
export interface Keyword {
  /** It counts, or it changes nothing here, or the URL is refused for it. */
  readonly does: "honoured" | "harmless" | "refused";
  /** Of `refused`: values that ask for no more than is done anyway, and are harmless. */
  readonly but?: readonly string[];
  /** Why, and what to write instead where it is refused. */
  readonly says: string;
}

const honoured = (says: string): Keyword => ({ does: "honoured", says });
const harmless = (says: string): Keyword => ({ does: "harmless", says });
const refused = (says: string, ...but: string[]): Keyword => ({ does: "refused", says, but });

const BEFORE_THE_AT = "Write it before the @: user:password@host.";
const ONE_SERVER = "Name one server, the primary, and take it out.";
const BY_PASSWORD = "Log in by user and password, and take it out.";
const NOT_CHECKED = "It would not be looked at. Take it out.";
const WRITE_OUT = "Write the address out, and take it out.";
const NO_GSS = "There is no Kerberos here. Log in by user and password, and take it out.";
const OWN_SOCKET = harmless("Node and the system look after the connection.");

/**
 * Every word that libpq of PostgreSQL 18 and 19 or node-postgres takes in a connection URL. What stands in neither list
 * is refused too, as a misspelt one must not pass for nothing.
 *
 * Source: https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS and the README of pg-connection-string.
 */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  host: honoured("A host, or the folder of a Unix socket; it goes before the one of the address."),
  port: honoured("It goes before the one of the address."),
  user: refused(BEFORE_THE_AT),
  password: refused(BEFORE_THE_AT),
  dbname: refused("Write the database after the host: host:5432/cruddur."),
  sslmode: honoured(
    "As in libpq, but that off this machine `allow` and `prefer` are `require`, and `verify-full` counts without a word. RDS's hosts are always held to `verify-full`.",
  ),
  sslrootcert: honoured("The file of the authorities that count, or `system`."),
  ssl: honoured(
    "node-postgres' word: `true` and `1` are `sslmode=verify-full`, `no-verify` is `sslmode=require`. To switch TLS off write `sslmode=disable`.",
  ),
  uselibpqcompat: harmless("`sslmode` has libpq's meanings anyway."),
  requiressl: refused("Write sslmode=require."),
  sslnegotiation: refused("Take it out; TLS is asked for in the usual way.", "postgres"),
  sslcompression: harmless("Nobody compresses TLS any more."),
  sslcert: refused(BY_PASSWORD),
  sslkey: refused(BY_PASSWORD),
  sslpassword: refused(BY_PASSWORD),
  sslcertmode: refused(BY_PASSWORD, "disable", "allow"),
  sslcrl: refused(NOT_CHECKED),
  sslcrldir: refused(NOT_CHECKED),
  sslsni: refused("The host is always named. Take it out.", "1"),
  sslkeylogfile: refused("It would write the session's keys to a file. Take it out."),
  ssl_min_protocol_version: refused(
    "It is TLS 1.2 here. Take it out.",
    ...["TLSv1", "TLSv1.1", "TLSv1.2"],
  ),
  ssl_max_protocol_version: refused("It is TLS 1.3 here. Take it out.", "TLSv1.3"),
  channel_binding: refused(
    "Write sslmode=verify-full instead, which says as surely whose server it is.",
    ...["disable", "prefer"],
  ),
  require_auth: refused("Write sslmode=verify-full instead, so that only that server is asked."),
  requirepeer: refused(NOT_CHECKED),
  gssencmode: refused(NO_GSS, "disable", "prefer"),
  krbsrvname: refused(NO_GSS),
  gsslib: refused(NO_GSS),
  gssdelegation: refused(NO_GSS, "0"),
  scram_client_key: refused(BY_PASSWORD),
  scram_server_key: refused(BY_PASSWORD),
  oauth_issuer: refused(BY_PASSWORD),
  oauth_client_id: refused(BY_PASSWORD),
  oauth_client_secret: refused(BY_PASSWORD),
  oauth_scope: refused(BY_PASSWORD),
  passfile: refused("Write the password before the @, and take it out."),
  service: refused(WRITE_OUT),
  servicefile: refused(WRITE_OUT),
  hostaddr: refused(
    "The host's own name or address decides whether it is this machine. Take it out.",
  ),
  target_session_attrs: refused(ONE_SERVER, "any"),
  load_balance_hosts: harmless("There is one host."),
  options: refused("Sessions of commands have settings of their own. Take it out."),
  replication: refused("Take it out.", "false", "off", "no", "0"),
  client_encoding: harmless("It is always UTF-8."),
  application_name: harmless("Sessions are called `cruddur/<command>@<you>`."),
  fallback_application_name: harmless("Sessions are called `cruddur/<command>@<you>`."),
  connect_timeout: harmless("Commands have a time of their own, 3 to 10 seconds."),
  keepalives: OWN_SOCKET,
  keepalives_idle: OWN_SOCKET,
  keepalives_interval: OWN_SOCKET,
  keepalives_count: OWN_SOCKET,
  tcp_user_timeout: OWN_SOCKET,
  min_protocol_version: refused("It is 3.0 here. Take it out.", "3.0"),
  max_protocol_version: harmless("It is 3.0, the oldest, here."),
};

/**
 * The fault of the words of a URL, "has the word hostaddr in it", with what to write instead; undefined when there is
 * none. The values are not shown: any may be a secret.
 */
export function keywordFault(
  words: Iterable<readonly [string, string]>,
): { readonly fault: string; readonly hint: string } | undefined {
  const seen = new Set<string>();
  for (const [name, value] of words) {
    const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
    const told = /^[a-z_]{1,40}$/i.test(name) ? name : undefined;
    if (!keyword) {
      const word = told === undefined ? "a word" : `the word ${told}`;
      const fault = `has ${word} after the ?, which PostgreSQL does not know there`;
      return { fault, hint: "Take it out, or correct it." };
    }
    if (seen.has(name)) return { fault: `has ${name} twice`, hint: "Write it once." };
    seen.add(name);
    if (keyword.does === "refused" && !keyword.but?.includes(value)) {
      return { fault: `has ${name} after the ?, which is not for here`, hint: keyword.says };
    }
  }
  return undefined;
}
