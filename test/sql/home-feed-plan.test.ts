import assert from "node:assert/strict";
import pg from "pg";
import type { ConnectionParameters } from "#database/connect";
import { listHomeActivities } from "#sql/list-home-activities";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";

interface Plan {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe("listHomeActivities", () => {
  let database: ConnectionParameters;
  let client: pg.Client;
  before(async () => {
    database = await freshDatabase();
    const superuser = new pg.Client({ ...database, ssl: false });
    await superuser.connect();
    await superuser.query(`
      insert into users (display_name, email, handle, cognito_user_id)
      select 'Name', index || '@example.com', 'user_' || index, 'MOCK' from generate_series(1, 200) as index;
      insert into activities (user_uuid, message, created_at, expires_at)
      select (array_agg(uuid))[1 + index % 200], 'crud ' || index, now() - index * interval '1 second', now() + interval '30 days'
      from users, generate_series(1, 20000) as index group by index;
      analyze`);
    await superuser.end();
    client = new pg.Client({ ...asRole(database, "cruddur_api"), ssl: false });
    await client.connect();
    await client.query(`prepare feed as ${listHomeActivities.text}`);
  });
  after(async () => {
    await client.end();
    await dropDatabase(database);
  });

  const FIRST = "execute feed ('infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 20)";
  const DEEP =
    "execute feed (now() - interval '15000 seconds', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 100)";

  async function planOf(statement: string): Promise<Plan[]> {
    const { rows } = await client.query(`explain (analyze, format json) ${statement}`);
    return nodesOf(rows[0]["QUERY PLAN"][0].Plan as Plan);
  }

  function assertByIndex(nodes: readonly Plan[], pageSize: number): void {
    const scans = nodes.filter(
      (node) =>
        node["Relation Name"] === "activities" || node["Index Name"]?.startsWith("activities"),
    );
    assert.deepEqual(
      [...new Set(scans.map((node) => node["Index Name"]))],
      ["activities_home_idx"],
    );
    for (const node of nodes) {
      assert.ok(
        node["Actual Rows"] <= pageSize + 1 || node["Relation Name"] === "users",
        JSON.stringify(node),
      );
      assert.ok((node["Rows Removed by Filter"] ?? 0) <= 1, JSON.stringify(node));
    }
  }

  for (const [what, statement, pageSize] of [
    ["the first page", FIRST, 20],
    ["a page far down", DEEP, 100],
  ] as const) {
    it(`reads ${what} by activities_home_idx, no more rows than it shows and one`, async () => {
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
});
