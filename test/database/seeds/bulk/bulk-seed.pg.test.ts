import assert from "node:assert/strict";
import { bulkSeed, isWorthRebuilding, type BulkProgress } from "#database/seeds/bulk/bulk-seed";
import { readCatalog } from "#database/drift/catalog";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { compareCatalogs } from "#database/drift/drift";
import { UserError } from "#lib/errors";
import { TTL_INTERVALS } from "#lib/domain/ttl";
import { dropDatabase, freshDatabase, rowsIn } from "#test/databases";
import type pg from "pg";

/** The cruds that are no seeds: what the seeds made is kept in a table, before anything is added. */
const MADE_UP = "activity.uuid not in (select uuid from seeded)";

const NOW = new Date("2026-03-01T12:00:00Z");

/** A digest of rows: two databases, copied from the same one, with the same digest hold the same rows. */
const DIGEST = `
  select
    (select md5(string_agg(users::text, E'\\n' order by uuid)) from users where email like '%@bulk.cruddur.example') as users,
    (select md5(string_agg(activities::text, E'\\n' order by uuid)) from activities) as activities`;

let database: ConnectionParameters;

const inDatabase = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> =>
  withClient(database, "test", work);

async function one(client: pg.Client, query: string): Promise<Record<string, unknown>> {
  return (await client.query(query)).rows[0];
}

beforeEach(async () => {
  database = await freshDatabase("seeded");
  await inDatabase((client) => client.query("create table seeded as select uuid from activities"));
});
afterEach(() => dropDatabase(database));

describe("bulkSeed", () => {
  it("adds so many users and cruds, each valid and each counted reply there", () =>
    inDatabase(async (client) => {
      const before = await readCatalog(client);
      const result = await bulkSeed(client, { users: 500, activities: 20_000 });
      assert.deepEqual(result, { users: 500, activities: 20_000 });
      assert.deepEqual(
        await one(
          client,
          `select
             (select count(*)::int from users where email like '%@bulk.cruddur.example') as users,
             count(*)::int as activities,
             count(*) filter (where not exists (select from users where users.uuid = user_uuid))::int as orphans,
             count(*) filter (where reply_to_activity_uuid is not null
               and not exists (select from activities as parent where parent.uuid = activity.reply_to_activity_uuid))::int as lost_replies,
             count(*) filter (where replies_count
               <> (select count(*) from activities as reply where reply.reply_to_activity_uuid = activity.uuid))::int as miscounted,
             count(*) filter (where created_at > now() or created_at < now() - interval '30 days 1 minute')::int as out_of_time,
             count(*) filter (where uuid_extract_version(uuid) <> 7)::int as odd_keys,
             count(*) filter (where date_trunc('milliseconds', uuid_extract_timestamp(uuid)) <> created_at)::int as untimely_keys
           from activities as activity where ${MADE_UP}`,
        ),
        {
          users: 500,
          activities: 20_000,
          orphans: 0,
          lost_replies: 0,
          miscounted: 0,
          out_of_time: 0,
          odd_keys: 0,
          untimely_keys: 0,
        },
      );
      // Loaded without indexes and foreign keys; they are back as they were, and checked.
      assert.deepEqual(compareCatalogs(before, await readCatalog(client)), []);
      assert.equal(client.getTransactionStatus(), "I");
      assert.equal((await one(client, "select current_user as role"))["role"], database.user);
    }));

  it("looks alive: most cruds are young, some have replies, all seven lifetimes occur", () =>
    inDatabase(async (client) => {
      await bulkSeed(client, { users: 50, activities: 5_000 });
      const row = await one(
        client,
        `select
           count(*) filter (where created_at > now() - interval '1 day')::int as today,
           count(*) filter (where created_at < now() - interval '20 days')::int as old,
           count(*) filter (where replies_count > 0)::int as answered,
           count(distinct message)::int as messages,
           (select count(*)::int from (select from activities order by created_at desc limit 100) as newest) as newest,
           (select count(*)::int from (select reply_to_activity_uuid as parent from activities order by created_at desc limit 100) as newest where parent is not null) as newest_replies,
           array_agg(distinct expires_at - created_at order by expires_at - created_at desc)::text[] as lifetimes
         from activities as activity where ${MADE_UP}`,
      );
      assert.ok((row["today"] as number) > 5_000 / 5, `${row["today"]} of today`);
      assert.ok((row["old"] as number) > 10 && (row["old"] as number) < 100, `${row["old"]} old`);
      assert.ok((row["answered"] as number) > 5_000 / 30);
      assert.ok((row["messages"] as number) > 2_000);
      assert.ok(
        (row["newest_replies"] as number) < 50,
        `${row["newest_replies"]} newest are replies`,
      );
      assert.equal((row["lifetimes"] as string[]).length, Object.keys(TTL_INTERVALS).length);
    }));

  it("makes the same rows from the same number, and others from another", async () => {
    const digests: unknown[] = [];
    for (const rng of [7, 7, 8]) {
      const fresh = await freshDatabase("seeded");
      await withClient(fresh, "test", async (client) => {
        await bulkSeed(client, { users: 100, activities: 20_000, rng, now: NOW });
        digests.push(await one(client, DIGEST));
      });
      await dropDatabase(fresh);
    }
    assert.deepEqual(digests[0], digests[1]);
    assert.notDeepEqual(digests[0], digests[2]);
  });

  it("adds more beside what is there when it is called again with the same number and time", () =>
    inDatabase(async (client) => {
      const before = await rowsIn(client);
      for (let call = 1; call <= 3; call += 1) {
        await bulkSeed(client, { users: 200, activities: 1_000, rng: 1, now: NOW });
        await bulkSeed(client, { activities: 500, rng: 1, now: NOW });
        assert.deepEqual(await rowsIn(client), {
          users: before.users + 200 * call,
          activities: before.activities + 1_500 * call,
        });
      }
    }));

  it("never gives a handle that somebody has or has reserved, whatever the number", () =>
    inDatabase(async (client) => {
      await client.query(
        `insert into users (display_name, handle, email, cognito_user_id) values ('Ada', 'ada_abbas_40', 'ada@example.org', 'sub-1');
         insert into handle_reservations (handle, user_name, email, display_name, expires_at)
         values ('zoe_yilmaz_90', 'x', 'zoe@example.org', 'Zoe', now() + interval '1 hour')`,
      );
      await bulkSeed(client, { users: 50 });
      const { lowest, odd } = await one(
        client,
        `select min(substring(handle from '\\d+$')::int) as lowest,
           count(*) filter (where handle !~ '^[a-z0-9_]{3,30}$')::int as odd
         from users where email like '%@bulk.cruddur.example'`,
      );
      assert.equal(lowest, 91);
      assert.equal(odd, 0);
    }));

  it("writes no crud in the name of somebody who signed up", () =>
    inDatabase(async (client) => {
      await client.query(
        "update users set cognito_user_id = 'sub-' || handle, created_at = now() - interval '2 years'",
      );
      await assert.rejects(bulkSeed(client, { activities: 10 }), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /no made-up user/);
        assert.match(error.hint!, /--users 100/);
        return true;
      });
      await bulkSeed(client, { users: 3, activities: 10 });
      const { foreign } = await one(
        client,
        `select count(*)::int as foreign from activities as activity join users on users.uuid = user_uuid
         where cognito_user_id <> 'MOCK' and ${MADE_UP}`,
      );
      assert.equal(foreign, 0);
    }));

  it("keeps nothing when it is interrupted, and gives the client back in order", () =>
    inDatabase(async (client) => {
      const before = await rowsIn(client);
      const stop = new AbortController();
      const seen: BulkProgress[] = [];
      await assert.rejects(
        bulkSeed(client, {
          users: 10,
          activities: 400_000,
          signal: stop.signal,
          onProgress(progress) {
            seen.push(progress);
            if (progress.phase === "activities") stop.abort(new Error("stop"));
          },
        }),
        /stop/,
      );
      assert.ok(seen.some(({ phase, rows }) => phase === "activities" && rows < 400_000));
      assert.deepEqual(await rowsIn(client), before);
    }));

  it("keeps nothing when the session is ended from outside", async () => {
    const before = await inDatabase(rowsIn);
    await assert.rejects(
      inDatabase((client) =>
        bulkSeed(client, {
          users: 10,
          activities: 400_000,
          onProgress({ phase }) {
            if (phase !== "activities") return;
            const pid = (client as pg.Client & { processID: number }).processID;
            void inDatabase((other) => other.query("select pg_terminate_backend($1)", [pid]));
          },
        }),
      ),
    );
    await inDatabase(async (client) => {
      assert.deepEqual(await rowsIn(client), before);
    });
  });
});

describe("isWorthRebuilding", () => {
  for (const [added, there, worth] of [
    [19_999, 0, false],
    [20_000, 0, true],
    [100_000, 600_000, true],
    [100_000, 5_000_000, false],
  ] as const) {
    it(`says ${worth} for ${added} rows beside ${there}`, () =>
      assert.equal(isWorthRebuilding(added, there), worth));
  }
});
