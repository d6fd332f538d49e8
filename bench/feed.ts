/**
 * The home feed's statement as the API's role sends it, against `select 1` on the same sessions: how much a page
 * costs beyond the way to the server, and whether that grows with the table.
 */
import type pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { run } from "#lib/sql/statement";
import { listHomeActivities, type ListHomeActivitiesParameters } from "#sql/list-home-activities";
import { exactly, ratioOf, spreadOf, type Benchmark, type Figure } from "./figure.ts";
import { interleave, mediansOf } from "./interleave.ts";
import { asRole, openSession, startServer } from "./servers.ts";

const USERS = 1_000;
const PAGE_SIZE = 20;
const ROUNDS = 25;
/** Statements of each kind in one round, whose median is taken. */
const TURNS = 40;

const FIRST = {
  beforeCreatedAt: "infinity",
  beforeUuid: "ffffffff-ffff-ffff-ffff-ffffffffffff",
  pageSize: PAGE_SIZE,
};

/** The tables that are measured: how many cruds, and which part of them is expired. */
const TABLES = {
  "10k": { rows: 10_000, expired: 0 },
  "100k": { rows: 100_000, expired: 0 },
  "1M": { rows: 1_000_000, expired: 0 },
  "100k, 90 % expired": { rows: 100_000, expired: 0.9 },
} as const;
type TableName = keyof typeof TABLES;
const NAMES = Object.keys(TABLES) as TableName[];

interface Table {
  readonly session: pg.Client;
  readonly first: ListHomeActivitiesParameters;
  readonly deep: ListHomeActivitiesParameters;
}

/** Medians of one round, in milliseconds. */
type Round = Record<"one" | "first" | "deep", number>;

export const feed: Benchmark = {
  name: "feed",
  async run(checkpoint) {
    const server = await startServer({ durable: false });
    const tables = new Map<TableName, Table>();
    try {
      for (const [index, name] of NAMES.entries()) {
        const parameters = await server.database(`feed_${index}`);
        const { rows, expired } = TABLES[name];
        checkpoint();
        const deep = await fill(parameters, rows, expired);
        const session = await openSession(asRole(parameters, "cruddur_api"));
        tables.set(name, { session, first: FIRST, deep });
      }
      const rounds = await measure(tables, checkpoint);
      const [page] = await run(tables.get("1M")!.session, listHomeActivities, FIRST);
      return figuresOf(rounds, Buffer.byteLength(page!.activities));
    } finally {
      for (const { session } of tables.values()) await session.end();
      await server.remove();
    }
  },
};

async function measure(
  tables: ReadonlyMap<TableName, Table>,
  checkpoint: () => void,
): Promise<Record<TableName, Round[]>> {
  const rounds = Object.fromEntries(NAMES.map((name) => [name, [] as Round[]])) as Record<
    TableName,
    Round[]
  >;
  const arms = NAMES.map((name) => {
    const { session, first, deep } = tables.get(name)!;
    const works = {
      one: () => session.query({ name: "one", text: "select 1" }),
      first: () => run(session, listHomeActivities, first),
      deep: () => run(session, listHomeActivities, deep),
    };
    const arm = async () => {
      const round = await mediansOf(works, TURNS);
      rounds[name].push(round);
      return round.first;
    };
    return [name, arm] as const;
  });
  await interleave(Object.fromEntries(arms), { rounds: ROUNDS, warmUp: 0, checkpoint });
  return rounds;
}

function figuresOf(rounds: Record<TableName, Round[]>, bytes: number): Figure[] {
  const sample = (name: TableName, of: keyof Round) => rounds[name].map((round) => round[of]);
  const pages = NAMES.flatMap((name) =>
    (["first", "deep"] as const).map((page): Figure => {
      const spread = ratioOf(sample(name, page), sample(name, "one"));
      return { label: `${name}: ${page} page / select 1`, unit: "x", spread, goal: { most: 2 } };
    }),
  );
  return [
    ...pages,
    {
      label: "first page, 1M / 10k",
      unit: "x",
      spread: ratioOf(sample("1M", "first"), sample("10k", "first")),
      goal: { most: 1.2 },
    },
    { label: "1M: select 1, p50", unit: "ms", spread: spreadOf(sample("1M", "one")) },
    { label: "1M: first page, p50", unit: "ms", spread: spreadOf(sample("1M", "first")) },
    { label: `a page of ${PAGE_SIZE}`, unit: "KB", spread: exactly(bytes / 1_000) },
  ];
}

/** Fills an empty database with cruds, one a second into the past, a part of them expired. Returns where its middle page starts. */
async function fill(
  parameters: ConnectionParameters,
  rows: number,
  expired: number,
): Promise<ListHomeActivitiesParameters> {
  return withClient(parameters, "bench", async (client) => {
    // The rows refer to users that are there; checking a million of them one by one takes longer than all else.
    await client.query("set session_replication_role = replica");
    await client.query(
      `insert into public.users (display_name, handle, email, cognito_user_id)
       select 'Person ' || n, 'person_' || n, 'person' || n || '@cruddur.example', 'bench-' || n
       from generate_series(1, $1::int) as n`,
      [USERS],
    );
    await client.query(
      `insert into public.activities (user_uuid, message, expires_at, created_at)
       select
         people.uuids[1 + n % $1::int],
         'Crud number ' || n || ' says ' || repeat('so much ', 10),
         now() + interval '7 days' * case when hashint4(n)::bigint + 2147483648 < $3::float8 * 4294967296 then -1 else 1 end,
         now() - interval '1 second' * ($2::int - n)
       from generate_series(1, $2::int) as n, (select array_agg(uuid) as uuids from public.users) as people`,
      [USERS, rows, expired],
    );
    await client.query("vacuum (analyze) public.users");
    await client.query("vacuum (analyze) public.activities");
    const { rows: middle } = await client.query<{ at: string; uuid: string }>(
      `select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, uuid
       from public.activities order by created_at desc, uuid desc offset $1 limit 1`,
      [Math.floor(rows / 2)],
    );
    return { beforeCreatedAt: middle[0]!.at, beforeUuid: middle[0]!.uuid, pageSize: PAGE_SIZE };
  });
}
