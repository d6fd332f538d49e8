/**
 * The time of each statement about one user as users grow, as the role that sends it, against the same statement at a
 * thousand users. The plans are made once for all parameters, so a look-up that no index serves shows here.
 */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { run } from "#lib/sql/statement";
import { createActivity } from "#sql/create-activity";
import { findUser } from "#sql/find-user";
import { linkUser } from "#sql/link-user";
import { registerUser } from "#sql/register-user";
import { ratioOf, spreadOf, type Benchmark, type Figure } from "./figure.ts";
import { interleave, mediansOf } from "./interleave.ts";
import { asRole, openSession, startServer, type BenchServer } from "./servers.ts";

const ROUNDS = 15;
/** Statements of each kind in one round, whose median is taken. */
const TURNS = 30;
const SIZES = { "1k": 1_000, "100k": 100_000, "1M": 1_000_000 } as const;
type Size = keyof typeof SIZES;
const NAMES = Object.keys(SIZES) as Size[];

/** Each by its statement's name; what they write stays small beside what is there. */
const WORKS = {
  registerUser: ({ signUp }: Sessions) => {
    const id = randomUUID();
    const handle = `new_${id.slice(0, 18).replaceAll("-", "_")}`;
    const user = { cognitoUserId: id, userName: id, email: `${id}@cruddur.example`, handle };
    return run(signUp, registerUser, { ...user, displayName: "New" });
  },
  linkUser: ({ signUp, size }: Sessions) => {
    const number = anyOf(size);
    const email = `person${number}@cruddur.example`;
    return run(signUp, linkUser, { cognitoUserId: `bench-${number}`, email });
  },
  findUser: ({ api, size }: Sessions) =>
    run(api, findUser, { cognitoUserId: `bench-${anyOf(size)}` }),
  createActivity: ({ api, size }: Sessions) =>
    run(api, createActivity, {
      uuid: randomUUID(),
      cognitoUserId: `bench-${anyOf(size)}`,
      message: "A crud",
      ttl: "7 days",
    }),
} as const;
type Work = keyof typeof WORKS;

interface Sessions {
  readonly signUp: pg.Client;
  readonly api: pg.Client;
  readonly size: number;
}

type Round = Record<Work, number>;

/** One of 500 users all over the table: few enough to stay in memory, so that the way to the row counts, not the disk. */
const anyOf = (size: number): number => 1 + Math.floor(Math.random() * 500) * (size / 500);

export const growth: Benchmark = {
  name: "growth",
  async run(checkpoint) {
    const server = await startServer({ durable: false });
    const open: pg.Client[] = [];
    try {
      const rounds = Object.fromEntries(NAMES.map((name) => [name, [] as Round[]])) as Rounds;
      const arms: [Size, () => Promise<number>][] = [];
      for (const name of NAMES) {
        checkpoint();
        const sessions = await filled(server, name);
        open.push(sessions.signUp, sessions.api);
        arms.push([name, () => measure(sessions, rounds[name])]);
      }
      await interleave(Object.fromEntries(arms), { rounds: ROUNDS, warmUp: 0, checkpoint });
      return figuresOf(rounds);
    } finally {
      for (const session of open) await session.end();
      await server.remove();
    }
  },
};

type Rounds = Record<Size, Round[]>;

async function measure(sessions: Sessions, kept: Round[]): Promise<number> {
  const works = Object.fromEntries(
    Object.entries(WORKS).map(([name, work]) => [name, () => work(sessions)]),
  ) as Record<Work, () => Promise<unknown>>;
  const round = await mediansOf(works, TURNS);
  kept.push(round);
  return round.findUser;
}

function figuresOf(rounds: Rounds): Figure[] {
  const sample = (size: Size, work: Work) => rounds[size].map((round) => round[work]);
  return (Object.keys(WORKS) as Work[]).flatMap((work): Figure[] => [
    ...(["100k", "1M"] as const).map((size): Figure => {
      const spread = ratioOf(sample(size, work), sample("1k", work));
      return { label: `${work}, ${size} / 1k users`, unit: "x", spread, goal: { most: 1.5 } };
    }),
    { label: `${work}, 1M, p50`, unit: "ms", spread: spreadOf(sample("1M", work)) },
  ]);
}

/** A database with as many users, a tenth of them waiting for a Cognito user, and sessions of both roles. */
async function filled(server: BenchServer, name: Size): Promise<Sessions> {
  const size = SIZES[name];
  const parameters = await server.database(`growth_${name.toLowerCase()}`);
  await fill(parameters, size);
  return {
    signUp: await openSession(asRole(parameters, "cruddur_sign_up")),
    api: await openSession(asRole(parameters, "cruddur_api")),
    size,
  };
}

async function fill(parameters: ConnectionParameters, users: number): Promise<void> {
  await withClient(parameters, "bench", async (client) => {
    await client.query(
      `insert into public.users (display_name, handle, email, cognito_user_id)
       select 'Person ' || n, 'person_' || n, 'person' || n || '@cruddur.example',
         case when n % 10 = 0 then 'MOCK' else 'bench-' || n end
       from generate_series(1, $1::int) as n`,
      [users],
    );
    await client.query("vacuum (analyze) public.users");
  });
}
