import pg from "pg";

/**
 * Connects, asks the server its version, and leaves.
 *
 * @param timeoutMs for the connection and for the answer, each
 * @returns "18.4"
 */
export async function askVersion(url: string, timeoutMs: number): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: "cruddur server check",
  });
  // Without a listener a connection lost between two calls would end this process.
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>("show server_version");
    return (rows[0]?.server_version ?? "").split(" ")[0] ?? "";
  } finally {
    await client.end().catch(() => {});
  }
}
