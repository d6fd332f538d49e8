import assert from "node:assert/strict";
import { withClient } from "#database/connection/connect";
import { refuseForeignTables } from "#database/fence/foreign-tables";
import { provision } from "#database/provision";
import { RefusedError } from "#lib/errors";
import { dropDatabase, freshDatabase, seededRows, testServer } from "#test/databases";

describe("provision", () => {
  it("makes a database with the schema, its marker and the seeds when there is none", async () => {
    const { maintenance, ...server } = await testServer();
    const parameters = { ...server, database: "provision_new" };
    const result = await provision(parameters, maintenance);
    assert.equal(result.created, true);
    assert.equal(result.migrations.length >= 4, true);
    await withClient(parameters, "test", async (client) => {
      const { rows } = await client.query(
        "select (select environment from cruddur_meta) as environment, (select count(*)::int from activities) as cruds",
      );
      assert.equal(rows[0].environment, "local");
      assert.equal(rows[0].cruds, (await seededRows()).activities);
    });
    await dropDatabase(parameters);
  });

  it("changes nothing and seeds nothing when it runs again", async () => {
    const { maintenance } = await testServer();
    const parameters = await freshDatabase("seeded");
    await withClient(parameters, "test", (client) => client.query("delete from activities"));
    const result = await provision(parameters, maintenance);
    assert.deepEqual(result, { created: false, migrations: [] });
    await withClient(parameters, "test", async (client) => {
      assert.equal((await client.query("select from activities")).rowCount, 0);
    });
    await dropDatabase(parameters);
  });

  it("refuses a database whose marker names another environment, and leaves it as it is", async () => {
    const { maintenance } = await testServer();
    const parameters = await freshDatabase("seeded");
    await withClient(parameters, "test", (client) =>
      client.query("update cruddur_meta set environment = 'production', stack = 'prod'"),
    );
    await assert.rejects(provision(parameters, maintenance), (error: unknown) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /says it is environment "production"/);
      return true;
    });
    await dropDatabase(parameters);
  });

  it("seeds a database whose first seeding failed or was interrupted", async () => {
    const { maintenance } = await testServer();
    const parameters = await freshDatabase();
    await withClient(parameters, "test", (client) => client.query("delete from cruddur_meta"));
    await provision(parameters, maintenance);
    await withClient(parameters, "test", async (client) => {
      const { rowCount } = await client.query("select from activities");
      assert.equal(rowCount, (await seededRows()).activities);
    });
    await dropDatabase(parameters);
  });

  it("refuses somebody's tables before it changes anything, and says what to type", async () => {
    const { maintenance, ...server } = await testServer();
    // The second: what an earlier program's first migration left there when it failed.
    for (const tables of [
      "create table users (name text)",
      "create table users (name text); create table cruddur_migrations (name text)",
    ]) {
      const parameters = { ...server, database: `provision_foreign_${process.pid}` };
      await withClient({ ...server, database: maintenance }, "test", (admin) =>
        admin.query(`create database ${parameters.database} template template0`),
      );
      const catalog = () =>
        withClient(parameters, "test", async (client) => {
          const { rows } = await client.query<{ name: string; owner: string }>(
            `select relname as name, relowner::regrole::text as owner from pg_class where relnamespace = 'public'::regnamespace
             union all select datname, datdba::regrole::text from pg_database where datname = current_database()
             order by name`,
          );
          return rows;
        });
      await withClient(parameters, "test", (client) => client.query(tables));
      const before = await catalog();
      await assert.rejects(provision(parameters, maintenance), (error: unknown) => {
        assert.ok(error instanceof RefusedError);
        assert.equal(error.exitCode, 2);
        assert.match(error.message, /has tables and no marker.*Nothing was changed\./);
        assert.match(error.hint!, /CONNECTION_URL=postgresql:\/\//);
        assert.ok(
          error.hint!.includes(`npm run db:migrate -- --confirm ${parameters.database}`),
          error.hint,
        );
        return true;
      });
      assert.deepEqual(await catalog(), before);
      await dropDatabase(parameters);
    }
  });

  it("does not take a database of ours from before the marker for somebody's", async () => {
    const parameters = await freshDatabase();
    await withClient(parameters, "test", async (client) => {
      await client.query(
        "drop table cruddur_meta; delete from cruddur_migrations where name like '%-create-cruddur-meta'",
      );
      await assert.doesNotReject(refuseForeignTables(client));
    });
    await dropDatabase(parameters);
  });

  for (const database of ["postgres", "template1"]) {
    it(`refuses ${database}, which is the server's own`, async () => {
      const { maintenance, ...server } = await testServer();
      await assert.rejects(provision({ ...server, database }, maintenance), (error: unknown) => {
        assert.ok(error instanceof RefusedError);
        assert.match(error.message, /is not the application's database/);
        return true;
      });
      await withClient({ ...server, database }, "test", async (client) => {
        const { rowCount } = await client.query(
          "select from pg_tables where schemaname = 'public'",
        );
        assert.equal(rowCount, 0);
      });
    });
  }

  it("lets two run at once", async () => {
    const { maintenance, ...server } = await testServer();
    const parameters = { ...server, database: "provision_twice" };
    const results = await Promise.all([
      provision(parameters, maintenance),
      provision(parameters, maintenance),
    ]);
    assert.deepEqual(results.map(({ created }) => created).sort(), [false, true]);
    await dropDatabase(parameters);
  });
});
