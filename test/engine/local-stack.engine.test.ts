import assert from "node:assert/strict";
import { withClient } from "#database/connection/connect";
import { connectionUrlFor } from "#lib/connection/url";
import type { ConnectionParameters } from "#lib/domain/target";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";
import { driftOf } from "../support/catalogs/drift.ts";
import { describeEngine } from "../support/engine/programs.ts";
import { EngineProject, type PulumiEnd } from "../support/engine/engine.ts";
import { changesIn } from "../support/engine/events.ts";
import { accessCatalog } from "../support/catalogs/access-catalog.ts";

describeEngine("local stack", function () {
  let server: ThrowAwayServer;
  let project: EngineProject;
  let database: ConnectionParameters;

  before(async () => {
    server = await startThrowAway();
    const { host, port, user, password } = server;
    database = { host, port, user, password, database: "cruddur" };
  });
  after(() => server.stop());
  beforeEach(() => newProject());
  afterEach(() => project.remove());

  function newProject(): void {
    project = new EngineProject({ stack: "local" });
    project.setEnvironment({
      CONNECTION_URL: connectionUrlFor({ ...database, parameters: { sslmode: "disable" } }),
      // A developer's shell that means another server must not lead Pulumi there.
      PGHOST: "198.51.100.1",
      PGPASSWORD: "another",
      PGSSLMODE: "verify-full",
    });
  }
  const query = (sql: string, on = database) =>
    withClient(
      on,
      "test",
      async (client) => (await client.query<Record<string, unknown>>(sql)).rows,
    );
  const rows = (sql: string) => query(sql);
  function succeeded(end: PulumiEnd): PulumiEnd {
    assert.equal(end.code, 0, end.text);
    return end;
  }

  it("makes the database that npm start would, changes nothing twice, and keeps it when destroyed", async () => {
    succeeded(await project.up());
    const made = await accessCatalog(database);
    assert.equal(await driftOf(database), "");
    const [users] = await rows("select count(*)::int as count from users");
    assert.notEqual(users!["count"], 0, "seeded");
    succeeded(await project.up("--expect-no-changes"));
    assert.deepEqual(await project.outputs(), {
      environment: "local",
      databaseHost: database.host,
      databasePort: database.port,
      databaseName: "cruddur",
    });

    // Somebody gives a service more than it should have; a refresh sees it, and the next up takes it away.
    await rows("grant delete on users to cruddur_api");
    const seen = succeeded(await project.pulumi("refresh", "--yes", "--skip-preview"));
    assert.match(seen.text, /cruddur-grants-cruddur_api-users/);
    const mended = succeeded(await project.up());
    assert.deepEqual(changesIn(mended.events), [
      "update cruddur-grants-cruddur_api-users: privileges",
    ]);
    assert.deepEqual(await accessCatalog(database), made);

    succeeded(await project.destroy());
    assert.deepEqual(await accessCatalog(database), made);

    // Another checkout, whose state knows nothing: what is there is taken over as it is.
    project.remove();
    newProject();
    succeeded(await project.up());
    succeeded(await project.up("--expect-no-changes"));
    assert.deepEqual(await rows("select count(*)::int as count from users"), [users]);
    assert.deepEqual(await accessCatalog(database), made);
  });
});
