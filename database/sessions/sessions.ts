import type pg from "pg";
import { withoutSecrets } from "#lib/sql/secrets";

/**
 * The holder of a session: `client` an application or a person; `replication` a standby, a backup or a subscriber;
 * `provider` the hosting provider's own; `server` a worker of PostgreSQL's.
 */
export type SessionKind = "client" | "replication" | "provider" | "server";

/** One session of a PostgreSQL server. Ages are seconds; undefined where nothing is open or where it is hidden. */
export interface Session {
  readonly pid: number;
  readonly kind: SessionKind;
  readonly user: string;
  readonly database: string;
  /** `application_name` as the client set it; "" when it did not. */
  readonly application: string;
  /** A client that this project made: its name begins with `cruddur/`. */
  readonly isOurs: boolean;
  /** Address and port, or "local" for a Unix socket. */
  readonly from: string | undefined;
  /** As PostgreSQL says it: `active`, `idle`, `idle in transaction`, `idle in transaction (aborted)`, … */
  readonly state: string | undefined;
  readonly connectedFor: number | undefined;
  readonly transactionFor: number | undefined;
  /** How long the last query runs, or ran until the session became idle. */
  readonly queryFor: number | undefined;
  readonly stateFor: number | undefined;
  /** The event it waits on: `Lock on public.users (AccessExclusiveLock)`, `Client: ClientRead`. */
  readonly waitingOn: string | undefined;
  /** The processes that hold what it waits for. 0 is a prepared transaction. */
  readonly blockedBy: readonly number[];
  /** The query that runs, or ran last; passwords in it are made unreadable. */
  readonly query: string | undefined;
  /** Another role's session, of which this role may see little. */
  readonly isMasked: boolean;
  /** It is in the database that was asked about, so that cannot be dropped or renamed. */
  readonly blocksDrop: boolean;
  /** Tells the process from a later one with the same number; undefined when masked. */
  readonly startedAt: string | undefined;
}

/** Another obstacle to a drop, beside sessions: it has no process that could be ended. */
export interface DropObstacle {
  readonly kind: "prepared transaction" | "replication slot";
  readonly name: string;
  /** The statement that removes it. */
  readonly remedy: string;
}

/** Roles of hosting providers; nobody but the provider can end their sessions. */
const PROVIDER_ROLE =
  "^(rdsadmin|rds_.+|rdsproxyadmin|azuresu|azure_superuser|azure_pg_admin|cloudsqladmin|cloudsqlagent|alloydbadmin|supabase_admin|cloud_admin)$";

/*
 * Not filtered by backend_type: for a role without pg_read_all_stats it is null for everybody else's sessions, and
 * the filter would hide them all. pg_blocking_pids takes the lock manager's locks, so it is asked only where needed.
 */
const SESSIONS = `
select
  activity.pid,
  case
    when activity.backend_type = 'walsender' or replication.pid is not null then 'replication'
    when activity.usename ~ '${PROVIDER_ROLE}' then 'provider'
    when activity.backend_type is null or activity.backend_type = 'client backend' then 'client'
    else 'server'
  end as kind,
  coalesce(activity.usename, '') as "user",
  coalesce(activity.datname, '') as database,
  coalesce(activity.application_name, '') as application,
  case
    when activity.client_addr is not null then host(activity.client_addr) || ':' || activity.client_port
    when activity.client_port = -1 then 'local'
  end as "from",
  activity.state,
  extract(epoch from now() - activity.backend_start)::float8 as connected_for,
  extract(epoch from now() - activity.xact_start)::float8 as transaction_for,
  extract(epoch from case when activity.state = 'active' then now() else activity.state_change end - activity.query_start)::float8 as query_for,
  extract(epoch from now() - activity.state_change)::float8 as state_for,
  case
    when waiting.mode is not null then
      'Lock on ' || coalesce(waiting.relation, waiting.locktype) || ' (' || waiting.mode || ')'
    when activity.wait_event_type is not null and activity.state is distinct from 'idle' then
      activity.wait_event_type || ': ' || activity.wait_event
  end as waiting_on,
  case
    when activity.wait_event_type = 'Lock' or activity.backend_type is null then
      (select coalesce(array_agg(distinct blocker order by blocker), '{}') from unnest(pg_blocking_pids(activity.pid)) as blocker)
    else '{}'
  end as blocked_by,
  activity.query,
  activity.backend_type is null as is_masked,
  activity.backend_start::text as started_at
from pg_stat_activity as activity
left join pg_stat_replication as replication using (pid)
left join lateral (
  select
    lock.mode,
    lock.locktype,
    -- A row's lock is waited for as its holder's transaction; the tuple lock taken meanwhile names the table.
    coalesce(
      case when lock.database = here.oid then lock.relation::regclass::text end,
      (
        select held.relation::regclass::text
        from pg_locks as held
        where held.pid = lock.pid and held.granted and held.locktype = 'tuple' and held.database = here.oid
        limit 1
      )
    ) as relation
  from pg_locks as lock
  cross join (select oid from pg_database where datname = current_database()) as here
  where lock.pid = activity.pid and not lock.granted
  limit 1
) as waiting on activity.wait_event_type = 'Lock'
where activity.pid <> pg_backend_pid()
  and activity.leader_pid is null
  and (activity.usesysid is not null or activity.datname is not null)
  and ($1::text is null or activity.datname = $1)
order by activity.datname, activity.pid`;

interface SessionRow {
  readonly pid: number;
  readonly kind: SessionKind;
  readonly user: string;
  readonly database: string;
  readonly application: string;
  readonly from: string | null;
  readonly state: string | null;
  readonly connected_for: number | null;
  readonly transaction_for: number | null;
  readonly query_for: number | null;
  readonly state_for: number | null;
  readonly waiting_on: string | null;
  readonly blocked_by: number[];
  readonly query: string | null;
  readonly is_masked: boolean;
  readonly started_at: string | null;
}

/**
 * The sessions of a database, or of the whole server, without the one that asks. Names of tables in `waitingOn`
 * are known only for the database that the client is connected to.
 *
 * @param database which database's drop is asked about
 * @param options.all also the sessions of other databases, and replication
 */
export async function listSessions(
  client: pg.Client,
  database: string,
  options: { readonly all?: boolean } = {},
): Promise<Session[]> {
  const { rows } = await client.query<SessionRow>(SESSIONS, [options.all ? null : database]);
  return rows.map((row) => ({
    pid: row.pid,
    kind: row.kind,
    user: row.user,
    database: row.database,
    application: row.application,
    isOurs: row.application.startsWith("cruddur/"),
    from: row.from ?? undefined,
    state: row.state ?? undefined,
    connectedFor: row.connected_for ?? undefined,
    transactionFor: row.transaction_for ?? undefined,
    queryFor: row.query_for ?? undefined,
    stateFor: row.state_for ?? undefined,
    waitingOn: row.waiting_on ?? undefined,
    blockedBy: row.blocked_by,
    query: row.is_masked || row.query === null ? undefined : withoutSecrets(row.query),
    isMasked: row.is_masked,
    // Autovacuum's workers give way to a drop by themselves.
    blocksDrop: row.database === database && row.kind !== "server",
    startedAt: row.started_at ?? undefined,
  }));
}

/** Prepared transactions and logical replication slots of a database; each makes its drop fail. */
export async function listDropObstacles(
  client: pg.Client,
  database: string,
): Promise<DropObstacle[]> {
  const { rows } = await client.query<DropObstacle>(
    `select 'prepared transaction' as kind, gid as name, format('rollback prepared %L', gid) as remedy
     from pg_prepared_xacts where database = $1
     union all
     select 'replication slot', slot_name, format('select pg_drop_replication_slot(%L)', slot_name)
     from pg_replication_slots where database = $1`,
    [database],
  );
  return rows;
}
