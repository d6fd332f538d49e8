import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { OWNER } from "#lib/domain/access";
import { UserError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";
import { uuidWords } from "./copy.ts";
import { randomFrom } from "./random.ts";
import {
  ACTIVITY_COLUMNS,
  activityRows,
  EMAIL_DOMAIN,
  OLDEST_DAYS,
  USER_COLUMNS,
  userRows,
  type Chunk,
} from "./rows.ts";
import { withoutIndexes } from "./indexes.ts";
import { FIRST, LAST } from "./words.ts";

export interface BulkSeedOptions {
  /** How many users to add. @default 0 */
  readonly users?: number;
  /** How many cruds to add. @default 0 */
  readonly activities?: number;
  /** The same number makes the same rows in the same database. @default 1 */
  readonly rng?: number;
  /** Ages count back from here. @default now */
  readonly now?: Date;
  /** Told several times a second. */
  readonly onProgress?: (progress: BulkProgress) => void;
  /** Ends the work; nothing is kept. */
  readonly signal?: AbortSignal;
}

export interface BulkProgress {
  readonly phase: "users" | "activities" | "indexes";
  readonly rows: number;
  readonly total: number;
}

export interface BulkSeedResult {
  readonly users: number;
  readonly activities: number;
}

/**
 * Adds made-up users and cruds to the connected database, in one transaction, by COPY. Handles, addresses and keys are
 * new ones, so nothing that is there is in the way. Cruds are written by made-up users and the plain seeds' only, never
 * by somebody who signed up.
 *
 * Many cruds at once are loaded without the table's indexes, which are built afterwards; readers wait meanwhile.
 * Throws a UserError when there is nobody to write the cruds.
 */
export async function bulkSeed(
  client: pg.Client,
  options: BulkSeedOptions,
): Promise<BulkSeedResult> {
  const { users = 0, activities = 0, rng = 1, onProgress = () => {}, signal } = options;
  const now = Math.floor((options.now ?? new Date()).getTime());
  await client.query("begin");
  try {
    await prepare(client);
    const first = (await lastNumber(client)) + 1;
    const there = await countActivities(client);
    // Another draw at each call, or a second one with the same number would make the same keys.
    const random = randomFrom(rng, first, there);
    if (users > 0) {
      const rows = userRows(random, { count: users, first, now });
      const report = (done: number) => onProgress({ phase: "users", rows: done, total: users });
      await copyIn(client, `public.users (${USER_COLUMNS})`, rows, report, signal);
    }
    if (activities > 0) {
      const authors = await findAuthors(client, now);
      const rows = activityRows(random, { count: activities, authors, now });
      const report = (done: number) =>
        onProgress({ phase: "activities", rows: done, total: activities });
      const load = () =>
        copyIn(client, `public.activities (${ACTIVITY_COLUMNS})`, rows, report, signal);
      if (isWorthRebuilding(activities, there)) {
        const building = (made: number, total: number) => {
          signal?.throwIfAborted();
          onProgress({ phase: "indexes", rows: made, total });
        };
        await withoutIndexes(client, "public.activities", load, building);
      } else {
        await load();
      }
    }
    signal?.throwIfAborted();
    // Without it the planner thinks the table as it was until autovacuum comes by.
    await client.query("analyze public.users, public.activities");
    await client.query("commit");
    return { users, activities };
  } catch (error) {
    await client.query("rollback").catch(() => {});
    signal?.throwIfAborted(); // the server's word for it would be a cancelled statement
    throw error;
  } finally {
    await client.query("reset role").catch(() => {});
  }
}

async function prepare(client: pg.Client): Promise<void> {
  await client.query(
    `set local role ${identifier(OWNER)};
     set local lock_timeout = '10s'; set local statement_timeout = 0;
     set local maintenance_work_mem = '256MB'; set local synchronous_commit = off`,
  );
  // Two at once would draw the same numbers.
  await client.query("lock table public.users in share row exclusive mode");
}

/** A row costs about seven times as much to add to the indexes and to check as to build both anew, measured. */
export function isWorthRebuilding(added: number, there: number): boolean {
  return added >= 20_000 && added * 6 >= there;
}

async function countActivities(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    "select count(*)::float8 as count from public.activities",
  );
  return rows[0]!.count;
}

/** The highest number in a handle or an address of ours, 0 when there is none. A person may have taken such a handle. */
async function lastNumber(client: pg.Client): Promise<number> {
  const any = (names: readonly { readonly plain: string }[]) =>
    `(?:${[...new Set(names.map(({ plain }) => plain))].join("|")})`;
  const { rows } = await client.query<{ last: number }>(
    `select coalesce(max(number::int), 0) as last
     from (
       select substring(handle from $1) as number from public.users
       union all select substring(handle from $1) from public.handle_reservations
       union all select substring(email from $2) from public.users
     ) as numbers
     where number is not null`,
    [
      `^${any(FIRST)}_${any(LAST)}_([1-9][0-9]{0,7})$`,
      `\\.([1-9][0-9]{0,7})@${EMAIL_DOMAIN.replaceAll(".", "\\.")}$`,
    ],
  );
  return rows[0]!.last;
}

/** More would only cost memory; the first ones write most in any case. */
const MOST_AUTHORS = 200_000;

async function findAuthors(client: pg.Client, now: number) {
  const { rows } = await client.query<[string]>({
    text: `select uuid from public.users
           where cognito_user_id = 'MOCK' and created_at < to_timestamp($1) - make_interval(days => $2)
           order by created_at, handle limit ${MOST_AUTHORS}`,
    values: [now / 1_000, OLDEST_DAYS],
    rowMode: "array",
  });
  if (rows.length === 0) {
    throw new UserError(
      "There is no made-up user to write the cruds.",
      "Add some in the same go: npm run db:seed -- --users 100 --activities 10000",
    );
  }
  return rows.map(([uuid]) => uuidWords(uuid));
}

const REPORT_MS = 200;

async function copyIn(
  client: pg.Client,
  into: string,
  chunks: Iterable<Chunk>,
  report: (rows: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stream = client.query(copyFrom(`copy ${into} from stdin (format binary)`));
  const done = finished(stream);
  done.catch(() => {}); // it is awaited below, perhaps after a chunk failed
  let reported = 0;
  for (const { bytes, rows } of chunks) {
    if (signal?.aborted) {
      // The server then forgets the whole statement.
      stream.destroy(signal.reason as Error);
      break;
    }
    if (!stream.write(bytes)) await Promise.race([drained(stream), done]);
    if (performance.now() - reported > REPORT_MS) {
      reported = performance.now();
      report(rows);
    }
  }
  if (!stream.destroyed) stream.end();
  await done;
}

const drained = (stream: NodeJS.WritableStream) =>
  new Promise<void>((resolve) => stream.once("drain", () => resolve()));
