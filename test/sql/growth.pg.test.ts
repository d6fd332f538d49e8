import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { codeOf } from "#lib/errors";
import { SERVING_FUNCTIONS } from "#lib/domain/functions";
import { fromRoot } from "#lib/root";
import type { Statement } from "#lib/sql/statement";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";

type AnyStatement = Statement<Record<string, unknown>, pg.QueryResultRow>;

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly Node[];
}

/** One row each, or one for each migration: reading all of them is how they are read. */
const SMALL_TABLES = ["cruddur_meta", "cruddur_migrations"];

/** What the test fills. Of an empty table the planner reads all for want of anything better, so it is asked about an index. */
const FILLED_TABLES = ["users", "activities", "handle_reservations"];

const ROLES = [...new Set(SERVING_FUNCTIONS.map(({ role }) => role))];

async function allStatements(): Promise<AnyStatement[]> {
  const directory = fromRoot("sql", "statements");
  const files = (await readdir(directory)).filter((file) => file.endsWith(".ts"));
  const modules = await Promise.all(
    files.map((file) => import(`${directory}/${file}`) as Promise<Record<string, AnyStatement>>),
  );
  return modules.flatMap((module) => Object.values(module));
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Reads of a whole table or a whole index, as "Seq Scan on users". */
function wholeReads(plan: Node, isLookedAt: (table: string) => boolean): string[] {
  return nodesOf(plan)
    .filter((node) => {
      const table = node["Relation Name"];
      if (table === undefined || SMALL_TABLES.includes(table) || !isLookedAt(table)) return false;
      if (node["Node Type"] === "Seq Scan") return true;
      return /^(Index|Index Only) Scan$/.test(node["Node Type"]) && !node["Index Cond"];
    })
    .map((node) => `${node["Node Type"]} on ${node["Relation Name"]}`);
}

describe("every runtime statement, however many rows there are", () => {
  let database: ConnectionParameters;
  before(async () => {
    database = await freshDatabase();
    await withClient(database, "test", (client) =>
      client.query(`
        insert into users (display_name, email, handle, cognito_user_id)
        select 'Name', n || '@example.com', 'user_' || n, case when n % 10 = 0 then 'MOCK' else 'sub-' || n end
        from generate_series(1, 20000) as n;
        insert into activities (user_uuid, message, created_at, expires_at)
        select uuid, 'a crud', now() - row_number() over () * interval '1 second', now() + interval '7 days' from users;
        insert into handle_reservations (handle, user_name, email, display_name, expires_at)
        select 'reserved_' || n, 'name-' || n, 'r' || n || '@example.com', 'Name', now() + interval '1 hour'
        from generate_series(1, 20000) as n;
        analyze`),
    );
  });
  after(() => dropDatabase(database));

  /** The plan that a role has for every parameter, as its sessions make it; undefined where it may not run the statement. */
  async function planAs(
    role: string,
    statement: AnyStatement,
    { seqScans }: { readonly seqScans: boolean },
  ): Promise<Node | undefined> {
    const client = new pg.Client({ ...asRole(database, role), ssl: false });
    await client.connect();
    try {
      if (!seqScans) await client.query("set enable_seqscan = off");
      await client.query(`prepare wanted as ${statement.text}`);
      const values = statement.parameters.map(() => "null").join(", ");
      const { rows } = await client.query<{ "QUERY PLAN": readonly [{ Plan: Node }] }>(
        `explain (format json) execute wanted${values ? `(${values})` : ""}`,
      );
      return rows[0]!["QUERY PLAN"][0].Plan;
    } catch (error) {
      if (codeOf(error) === "42501") return undefined; // insufficient_privilege
      throw error;
    } finally {
      await client.end();
    }
  }

  /** What every role that may run the statement would read whole. */
  async function wholeReadsOf(statement: AnyStatement): Promise<string[]> {
    const isFilled = (table: string) => FILLED_TABLES.includes(table);
    const found = await Promise.all(
      ROLES.map(async (role) => {
        const usual = await planAs(role, statement, { seqScans: true });
        const withoutSeqScans = await planAs(role, statement, { seqScans: false });
        if (!usual || !withoutSeqScans) return undefined;
        return [
          ...wholeReads(usual, isFilled),
          ...wholeReads(withoutSeqScans, (table) => !isFilled(table)),
        ];
      }),
    );
    const planned = found.filter((reads) => reads !== undefined);
    assert.notEqual(planned.length, 0, `no function's role may run ${statement.name}`);
    return planned.flat();
  }

  it("finds its rows by an index, planned as each role that may run it", async () => {
    for (const statement of await allStatements()) {
      assert.deepEqual(await wholeReadsOf(statement), [], statement.name);
    }
  });

  it("would tell of a look-up that no index serves, or whose index is of some rows only", async () => {
    for (const condition of ["display_name = $1::text", "cognito_user_id = $1::text"]) {
      const statement: AnyStatement = {
        name: "look-up",
        text: `select uuid from public.users where ${condition}`,
        parameters: ["value"],
      };
      assert.match((await wholeReadsOf(statement)).join(), /Seq Scan on users/, condition);
    }
  });
});
