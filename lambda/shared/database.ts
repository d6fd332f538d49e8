import pg from "pg";
import type { Queryable } from "#lib/sql/statement";
import { CONNECT_MS, STATEMENT_MS } from "./budget.ts";
import { connectionFrom, isProxied } from "./connection.ts";
import { databaseFault } from "./database-errors.ts";

/**
 * The execution environment's database: one connection, opened at the first statement and kept while the
 * environment lives. Address and role come from the standard PG* variables (PGHOST, PGPORT, PGDATABASE, PGUSER), and
 * how to log in from PGPASSWORD or, on AWS, from DATABASE_AUTH=iam.
 *
 * A statement whose connection turns out to be dead (the server restarted while we were frozen) is sent once
 * more on a new one: every statement of ours may run twice, and the second attempt tells a dead connection from
 * a dead server.
 */
export function openDatabase(functionName: string): Queryable {
  const unnamed = isProxied(process.env);
  const pool = new pg.Pool({
    ...connectionFrom(process.env),
    max: 1,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS + 200,
    idleTimeoutMillis: 0,
    application_name: `cruddur/${functionName}`,
    // The process may be frozen between invocations; a socket must not keep a finished one alive.
    allowExitOnIdle: true,
  });
  pool.on("error", () => {}); // an idle connection died; the next statement opens another
  return {
    async query({ name, ...config }) {
      const statement = unnamed || name === undefined ? config : { ...config, name };
      try {
        return await pool.query(statement);
      } catch (error) {
        if (!isDeadConnection(error)) throw error;
        return pool.query(statement);
      }
    },
  };
}

/**
 * The connection broke under the statement: sent again it may find the server alive. A server that did not answer
 * in time has used the time up.
 */
function isDeadConnection(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "ECONNREFUSED") return false;
  return (
    databaseFault(error) === "unavailable" &&
    (["57P01", "57P02", "08006", "08003", "ECONNRESET", "EPIPE"].includes(code ?? "") ||
      /connection terminated(?! due to connection timeout)|client has encountered a connection error/i.test(
        message ?? "",
      ))
  );
}
