/** The parts of a PostgreSQL address; a `PostgresServer` is one. */
export interface ServerAddress {
  /** A name, an IP address, or the directory of a Unix socket. */
  host: string;
  port: number;
  user: string;
  password: string;
  /** The maintenance database. */
  database: string;
  /** By their libpq names: `sslmode`, … */
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
  const query = parameters.size > 0 ? `?${parameters.toString()}` : "";
  return `postgresql://${login}@${place}/${encodeURIComponent(database)}${query}`;
}
