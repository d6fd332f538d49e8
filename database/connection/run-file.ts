import type pg from "pg";
import { literal } from "#lib/sql/quote";
import { queryFile } from "./query-file.ts";

/** DISCARD ALL but for the advisory locks, of which the caller holds some, and allowed within a transaction. */
const FORGET = `
  close all;
  set session authorization default;
  reset all;
  deallocate all;
  unlisten *;
  discard plans;
  discard temp;
  discard sequences`;

/**
 * Runs a file's text like `queryFile`, and gives the session back as it was before: role, settings, temporary tables,
 * prepared statements, advisory locks. So each file starts the same, whatever ran before it.
 */
export async function runFile(client: pg.Client, sql: string): Promise<pg.QueryResult[]> {
  const restore = await sessionOf(client);
  const results = await queryFile(client, sql);
  await restore();
  return results;
}

interface Session {
  readonly role: string;
  /** Settings that were set since the connection was opened. */
  readonly settings: Readonly<Record<string, string>>;
  readonly locks: readonly string[];
}

/** How to bring the session back to what it is now. */
async function sessionOf(client: pg.Client): Promise<() => Promise<void>> {
  const { role, settings, locks } = await read(client);
  const values = Object.entries({ ...settings, role }).map(
    ([name, value]) => `set_config(${literal(name)}, ${literal(value)}, false)`,
  );
  return async () => {
    await client.query(`${FORGET}; select ${values.join(", ")}`);
    const { locks: now } = await read(client);
    for (const lock of now.filter((taken) => !locks.includes(taken))) await unlock(client, lock);
  };
}

async function read(client: pg.Client): Promise<Session> {
  const { rows } = await client.query<Session>(
    `select current_setting('role') as role,
       coalesce((select jsonb_object_agg(name, current_setting(name)) from pg_settings where source = 'session'
         and name <> 'transaction_isolation' and name not like 'transaction\\_%'), '{}') as settings,
       array(select format('%s(%s)',
           case when mode = 'ShareLock' then 'pg_advisory_unlock_shared' else 'pg_advisory_unlock' end,
           case objsubid when 1 then ((classid::bigint << 32) | objid::bigint)::text
             else format('%s,%s', classid::bigint::bit(32)::int, objid::bigint::bit(32)::int) end)
         from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks`,
  );
  return rows[0]!;
}

/** As often as it was taken. One of the transaction ends with it, and is not let go of by a warning. */
async function unlock(client: pg.Client, call: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ was: boolean }>(`select ${call} as was`);
    if (!rows[0]!.was) return;
  }
}
