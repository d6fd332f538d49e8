import pg from "pg";
import { connectionFrom } from "../shared/connection.ts";

/** Long enough for a database that has just been made. */
const CONNECT_MS = 10_000;

/**
 * Works on the function's database over a connection of its own, as the function's role, or as a user with a password.
 * Throws pg's error when nobody answers or the login is refused.
 */
export async function withDatabase<T>(
  work: (client: pg.Client) => Promise<T>,
  login?: { readonly user: string; readonly password: string },
): Promise<T> {
  const client = new pg.Client({
    ...connectionFrom(process.env),
    ...login,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "cruddur/migrator",
  });
  // A server that goes away emits 'error' too; the statement in flight rejects by itself.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
