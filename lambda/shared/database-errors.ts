/** A failed statement to its caller. `unready`: the server answers, but its schema is not, or not yet, what we need. */
export type DatabaseFault = "unavailable" | "unready" | "conflict" | "invalid" | "bug";

/** SQLSTATE classes and codes after which trying again later helps: the server, not the statement, is the reason. */
const UNAVAILABLE = [
  /^08/, // connection exception
  /^53/, // insufficient resources (too many connections, disk full)
  /^58/, // system error (a disk that fails)
  /^57/, // operator intervention (shutting down, starting up, statement timeout)
  /^55P03$/, // lock timeout
  /^40/, // transaction rollback (deadlock, serialization)
  /^25006$/, // read-only: a failover is under way
  /^3D000$/, // the database is being replaced
  /^28/, // the login is refused: the roles are not made yet, or a token has expired
];

/**
 * A table, column, function or schema that is not there. Every statement is prepared against the migrated schema before
 * it is released, so it is the database that lacks migrations.
 */
const UNREADY = new Set(["42P01", "42703", "42883", "3F000"]);

const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** `pg` reports these with a message and no code. */
const CONNECTION_LOST =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|query read timeout|client has encountered a connection error|client was closed|server closed the connection/i;

export function databaseFault(error: unknown): DatabaseFault {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (typeof code === "string") {
    if (NETWORK.has(code) || UNAVAILABLE.some((pattern) => pattern.test(code)))
      return "unavailable";
    if (UNREADY.has(code)) return "unready";
    // Somebody was faster: took the value, or deleted the row that ours refers to.
    if (code === "23505" || code === "23503") return "conflict";
    if (code.startsWith("22") || code === "23514") return "invalid";
  }
  if (typeof message === "string" && CONNECTION_LOST.test(message)) return "unavailable";
  return "bug";
}

/** The name of the violated unique constraint or index, when that is what failed. */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = Object(error) as { code?: unknown; constraint?: unknown };
  return code === "23505" && typeof constraint === "string" ? constraint : undefined;
}
