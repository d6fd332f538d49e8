import type pg from "pg";
import { loginFault } from "#lib/connection/login-fault";
import { parseConnectionUrl, tlsParametersOf } from "#lib/connection/url";
import { codeOf, messageOf, RefusedError, UserError } from "#lib/errors";
import { openClient, type ConnectionParameters } from "../connection/connect.ts";

/** The oldest PostgreSQL that is read from. */
const OLDEST = 12;

/**
 * Where an import reads from: a connection URL, or the name of an environment variable that holds one, which keeps the
 * password out of the list of processes. Throws a UserError that shows no part of the URL.
 */
export function sourceFrom(text: string, environment = process.env): ConnectionParameters {
  const isName = /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
  const url = isName ? environment[text] : text;
  if (!url?.trim()) {
    throw new RefusedError(
      isName ? `There is no variable ${text} in the environment.` : "--from is empty.",
      "After --from comes a connection URL, or the name of a variable that holds one.",
    );
  }
  const address = parseConnectionUrl(url, isName ? text : "--from");
  const { host, port, user, password, database } = address;
  return { host, port, user, password, database, ...tlsParametersOf(address) };
}

/** "database cruddur at 127.0.0.1:5432" */
export const sourceName = ({ database, host, port }: ConnectionParameters): string =>
  `database ${database} at ${host}:${port}`;

/**
 * Opens one transaction that sees the source as it is now and cannot write, until the connection ends. Times come as UTC
 * and every text as UTF-8. Throws a UserError that names the source.
 */
export async function openSource(source: ConnectionParameters): Promise<pg.Client> {
  const client = await ofSource(source, openClient(source, "db:import"));
  try {
    await ofSource(source, begin(client));
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

async function begin(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  const major = Math.floor(Number(rows[0]!.version) / 10_000);
  if (major < OLDEST) {
    throw new UserError(
      `The source is PostgreSQL ${major}; it can be read from ${OLDEST} on.`,
      `Bring it to a newer server by pg_dump and psql first.`,
    );
  }
  // Judging and copying many rows takes longer than such limits are meant for. A policy may hide rows, in silence unless
  // row security is off.
  await client.query(
    `set default_transaction_read_only = on; set client_encoding = 'UTF8';
     set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
     set search_path = pg_catalog; set work_mem = '128MB'; set jit = off; set row_security = off; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`,
  );
  await client.query("begin transaction isolation level repeatable read read only");
}

/** Waits for work on the source. What the server or the network says against it becomes a UserError that names the source. */
export async function ofSource<T>(source: ConnectionParameters, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw sourceFault(source, error);
  }
}

/** An error that the server or the network raised, as a UserError; any other as it is. */
export function sourceFault(source: ConnectionParameters, error: unknown): unknown {
  const message = messageOf(error);
  const login = loginFault(error, `${source.host}:${source.port}`, "--from");
  if (login) {
    return new UserError(`${login.says} Nothing was changed.`, login.hint, { cause: error });
  }
  const isTold =
    codeOf(error) !== undefined || /^(Connection terminated|Client has|timeout)/.test(message);
  if (error instanceof UserError || !isTold) return error;
  // Told by its place in PostgreSQL's source: its code is that of any privilege, its words are the server's language's.
  const isHidden = (error as pg.DatabaseError).routine === "check_enable_rls";
  const hint = isHidden
    ? `${source.user} may see some of its rows only. Name the table's owner after --from, or, where policies are forced, a superuser.`
    : codeOf(error) === "42501"
      ? `Let ${source.user} read it, or name the owner of the tables after --from.`
      : "Check the address after --from and whether that server runs, then try again.";
  return new UserError(
    `The source, ${sourceName(source)}, says: ${message || codeOf(error)}. Nothing was changed.`,
    hint,
    { cause: error },
  );
}

/** What tells one database of one running server from every other, whatever address it was reached by. */
export async function identityOf(
  client: pg.Client,
): Promise<{ readonly server: string; readonly database: string }> {
  const { rows } = await client.query<{ server: string; database: string }>(
    `select extract(epoch from pg_postmaster_start_time())::text as server, current_database()::text as database`,
  );
  return rows[0]!;
}
