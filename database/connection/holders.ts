import type pg from "pg";
import { ageText } from "#lib/age";

/** A session that stands in the way of something. */
export interface Holder {
  readonly pid: number;
  readonly database: string | null;
  /** The program's name for itself: `psql`, `DBeaver`, `cruddur/db:setup@ada`; may be empty. */
  readonly application: string;
  readonly user: string | null;
  /** Where it comes from; null for a Unix socket. */
  readonly address: string | null;
  /** Milliseconds since it connected. */
  readonly ageMs: number;
  readonly state: string | null;
}

const COLUMNS = `a.pid, a.datname as database, a.application_name as application, a.usename as user,
  host(a.client_addr) as address, a.state,
  (extract(epoch from clock_timestamp() - a.backend_start) * 1000)::int8 as age`;

/** Client sessions (of others' a role may not even see the kind) in any of the databases, but this one. */
export async function holdersOf(
  client: pg.Client,
  databases: readonly string[],
): Promise<Holder[]> {
  return sessionsOf(
    client,
    `a.datname = any ($1) and a.pid <> pg_backend_pid()
     and coalesce(a.backend_type, 'client backend') = 'client backend'`,
    [databases],
  );
}

/** Sessions that a condition on `a`, a row of pg_stat_activity, holds for; the oldest first. */
export async function sessionsOf(
  client: pg.Client,
  condition: string,
  values: unknown[],
): Promise<Holder[]> {
  return ask(
    client,
    `select ${COLUMNS} from pg_stat_activity as a where ${condition} order by a.backend_start`,
    values,
  );
}

/** Who holds an advisory lock in the connected database. */
export async function lockHolders(client: pg.Client, key: bigint): Promise<Holder[]> {
  return ask(
    client,
    `select ${COLUMNS} from pg_locks as l join pg_stat_activity as a using (pid)
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1
       and (l.classid::int8 << 32 | l.objid::int8) = $1
       and l.database = (select oid from pg_database where datname = current_database())`,
    [key.toString()],
  );
}

/** Ends sessions; true for each that was told to, false for one that was gone already. */
export async function endSessions(client: pg.Client, holders: readonly Holder[]): Promise<void> {
  if (holders.length === 0) return;
  await client.query("select pg_terminate_backend(pid) from unnest($1::int4[]) as pid", [
    holders.map(({ pid }) => pid),
  ]);
}

/** "psql (postgres from 127.0.0.1, process 4711, connected 3 min 5 s, idle)" */
export function describeHolder(holder: Holder): string {
  const { application, user, address, pid, ageMs, state } = holder;
  const facts = [
    `${user ?? "no user"} ${address === null ? "by a socket" : `from ${address}`}`,
    `process ${pid}`,
    `connected ${ageText(ageMs / 1_000)}`,
    ...(state ? [state] : []),
  ];
  return `${application === "" ? "a nameless program" : application} (${facts.join(", ")})`;
}

/** Says who is about to be ended, one a line; nothing when there is nobody. */
export const tellEnding =
  (note: (text: string) => void) =>
  (holders: readonly Holder[]): void => {
    if (holders.length === 0) return;
    const count = holders.length === 1 ? "a session" : `${holders.length} sessions`;
    note([`Ending ${count}:`, ...holders.map((one) => `  ${describeHolder(one)}`)].join("\n"));
  };

async function ask(client: pg.Client, sql: string, values: unknown[]): Promise<Holder[]> {
  const { rows } = await client.query<Omit<Holder, "ageMs"> & { age: string }>(sql, values);
  return rows.map(({ age: text, ...holder }) => ({ ...holder, ageMs: Number(text) }));
}
