import assert from "node:assert/strict";
import type pg from "pg";
import { catalogNow, readCatalog, type Catalog } from "#database/drift/catalog";
import { withClient } from "#database/connection/connect";
import { words } from "#database/drift/compared";
import { CATALOGS, lackedBy, namedColumns, unknownTo } from "#database/drift/compared-catalogs";
import { beyond } from "#database/drift/coverage";
import { compareCatalogs, expectedCatalog } from "#database/drift/drift";
import { NOT_COMPARED } from "#database/drift/not-compared";
import { asTestSuperuser, dropDatabase, freshDatabase, testServer } from "#test/databases";
import { describeWithOlderPostgres } from "#test/older/older-postgres";
import { DONE_BY_HAND, MADE_BY_HAND } from "./statements.ts";

const keys = (expected: Catalog, found: Catalog): string[] =>
  compareCatalogs(expected, found).map(({ kind, name }) => `${kind} ${name}`);

describe("what db:drift compares", () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;

  before(async () => {
    database = await freshDatabase("schema");
  });
  after(() => dropDatabase(database));

  const inDatabase = async (work: (client: pg.Client) => Promise<void>) =>
    withClient(await asTestSuperuser(database), "test", work);

  it("is every relation and column of the server's pg_catalog, but for those that are set aside", () =>
    inDatabase(async (client) => {
      const { server } = await readCatalog(client);
      assert.deepEqual(unknownTo(server), []);
      assert.deepEqual(lackedBy(server), []);
      for (const entry of CATALOGS) {
        assert.deepEqual(
          namedColumns(entry).sort(),
          [...server.get(entry.catalog)!].sort(),
          entry.catalog,
        );
      }
      const relations = [
        ...CATALOGS.map(({ catalog }) => catalog),
        ...NOT_COMPARED.flatMap(({ relations }) => words(relations)),
      ];
      assert.deepEqual(relations.sort(), [...server.keys()].sort());
    }));

  it("tells of a relation and a column that nobody has heard of", async () => {
    const server = new Map([
      ["pg_nineteen", new Set(["oid"])],
      ["pg_enum", new Set(["oid", "enumnineteen"])],
    ]);
    assert.deepEqual(unknownTo(server), ["pg_nineteen", "pg_enum.enumnineteen"]);
    assert.match(beyond(server).join("\n"), /newer .+: pg_nineteen, pg_enum\.enumnineteen\./);
  });

  it("tells of everything that is done by hand, and of nothing else", () =>
    inDatabase(async (client) => {
      await client.query("begin");
      await client.query(MADE_BY_HAND);
      const before = await catalogNow(client);
      await client.query("savepoint made");
      const lines = DONE_BY_HAND.trim().split("\n");
      const told: string[] = [];
      for (const line of lines) {
        const [sql = ""] = line.split(" ⇒ ");
        await client.query("set local allow_system_table_mods = on");
        await client.query(sql.replaceAll("database current", `database ${database.database}`));
        told.push(`${sql} ⇒ ${keys(before, await catalogNow(client)).join(" & ")}`);
        await client.query("rollback to made");
      }
      assert.deepEqual(told, lines);
      await client.query("rollback");
    }));

  it("is the set of privileges, whatever their order, and the default where none are kept", () =>
    inDatabase(async (client) => {
      await client.query("begin");
      await client.query(MADE_BY_HAND);
      const before = await catalogNow(client);
      // Now the list is kept, and says what the default is.
      await client.query(
        "grant execute on function hand.f(int) to public; grant select on hand.parent to cruddur_api; revoke select on hand.parent from cruddur_api; " +
          "alter role cruddur_api valid until 'infinity'",
      );
      await client.query(
        `update pg_class set relacl = array(select acl from unnest(relacl) with ordinality as it(acl, n) order by n desc)
         where relname = 'users'`,
      );
      assert.deepEqual(keys(before, await catalogNow(client)), []);
      await client.query("rollback");
    }));

  it("is not what the local server's superuser keeps, and all that only looks like it", () =>
    inDatabase(async (client) => {
      await client.query("begin");
      const before = await catalogNow(client);
      await client.query("alter schema cruddur_guard owner to cruddur_owner");
      assert.ok(keys(before, await catalogNow(client)).includes("schema cruddur_guard"));
      await client.query("rollback");
    }));
});

describeWithOlderPostgres("db:drift on an older server", (older) => {
  it("compares what both have, and says what the older one has not", async () => {
    const { maintenance, major: _, ...server } = older();
    const found = await withClient({ ...server, database: maintenance }, "test", (client) =>
      readCatalog(client),
    );
    const lines = beyond(found.server).join("\n");
    assert.match(lines, /too old to have it: .*pg_constraint\.conenforced/);
    const { maintenance: own, ...ours } = await testServer();
    const expected = await expectedCatalog({ ...ours, database: own }, found.server);
    assert.ok(keys(expected, found).includes("table public.users"));
    assert.ok(!keys(expected, found).includes("extension plpgsql"));
    await dropDatabase({ ...ours, database: "cruddur_expected" });
  });
});
