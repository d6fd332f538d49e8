import assert from "node:assert/strict";
import pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { listHomeActivities } from "#sql/list-home-activities";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";

interface Plan {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe("listHomeActivities", () => {
  let database: ConnectionParameters;
  let client: pg.Client;
  before(async () => {
    database = await freshDatabase();
    await asSuperuser(`
      insert into users (display_name, email, handle, cognito_user_id)
      select 'Name', index || '@example.com', 'user_' || index, 'MOCK' from generate_series(1, 200) as index;
      insert into activities (user_uuid, message, created_at, expires_at)
      select (array_agg(uuid))[1 + index % 200], 'crud ' || index, now() - index * interval '1 second', now() + interval '30 days'
      from users, generate_series(1, 20000) as index group by index;
      analyze`);
    client = new pg.Client({ ...asRole(database, "cruddur_api"), ssl: false });
    await client.connect();
    await client.query(`prepare feed as ${listHomeActivities.text}`);
  });
  after(async () => {
    await client.end();
    await dropDatabase(database);
  });

  const asSuperuser = (sql: string) => withClient(database, "test", (one) => one.query(sql));

  const FIRST = "execute feed ('infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 20)";
  const DEEP =
    "execute feed (now() - interval '15000 seconds', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 100)";

  async function planOf(statement: string): Promise<Plan[]> {
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${statement}`);
    return nodesOf(rows[0]["QUERY PLAN"][0].Plan as Plan);
  }

  function assertByIndex(nodes: readonly Plan[], pageSize: number): void {
    const scans = nodes.filter(
      (node) =>
        node["Relation Name"] === "activities" || node["Index Name"]?.startsWith("activities"),
    );
    assert.deepEqual([...new Set(scans.map((node) => node["Index Name"]))].sort(), [
      "activities_home_long_lived_idx",
      "activities_home_short_lived_idx",
    ]);
    for (const node of nodes) {
      assert.ok(
        node["Actual Rows"] <= pageSize + 1 ||
          node["Relation Name"] === "users" ||
          node["Node Type"] === "Hash", // of the 200 users
        JSON.stringify(node),
      );
      assert.ok((node["Rows Removed by Filter"] ?? 0) <= 1, JSON.stringify(node));
    }
  }

  for (const [what, statement, pageSize] of [
    ["the first page", FIRST, 20],
    ["a page far down", DEEP, 100],
  ] as const) {
    it(`reads ${what} by the indexes of the feed, no more rows than it shows and one`, async () => {
      assertByIndex(await planOf(statement), pageSize);
    });
  }

  it("still does after many runs, when PostgreSQL may take a plan made for any page", async () => {
    for (let index = 0; index < 12; index += 1) await client.query(FIRST);
    assertByIndex(await planOf(FIRST), 20);
    assertByIndex(await planOf(DEEP), 100);
  });

  it("does even with the plan made for any page", async () => {
    await client.query("set plan_cache_mode = force_generic_plan");
    assertByIndex(await planOf(FIRST), 20);
    await client.query("reset plan_cache_mode");
  });

  describe("where all but a few cruds have expired", () => {
    before(async () => {
      // 1-hour cruds of the last days, older ones, and 30 that live on below both.
      await asSuperuser(`
        truncate activities cascade;
        insert into activities (user_uuid, message, created_at, expires_at)
        select (array_agg(users.uuid))[1 + index % 200], 'crud ' || index, made.at, made.at + interval '1 hour'
        from users, generate_series(1, 20000) as index,
          lateral (select now() - index * interval '10 seconds'
            - case when index % 2 = 0 then interval '2 days' else interval '40 days' end as at) as made
        group by index, made.at;
        insert into activities (user_uuid, message, created_at, expires_at)
        select (array_agg(uuid))[index], 'live ' || index, now() - interval '50 days' - index * interval '1 second',
          case when index % 2 = 0 then now() + interval '1 day' end
        from users, generate_series(1, 30) as index group by index;
        analyze activities`);
    });

    it("reads none of their rows", async () => {
      assertByIndex(await planOf(FIRST), 30);
      const { rows } = await client.query<{ activities: string }>(FIRST);
      assert.equal((JSON.parse(rows[0]!.activities) as unknown[]).length, 20);
    });

    it("does not even look at those that are too old to live", async () => {
      const below =
        "execute feed (now() - interval '31 days', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 100)";
      const scan = (await planOf(below)).find(
        (node) => node["Index Name"] === "activities_home_short_lived_idx",
      )!;
      assert.ok(scan["Shared Hit Blocks"] + scan["Shared Read Blocks"] <= 8, JSON.stringify(scan));
    });
  });
});
