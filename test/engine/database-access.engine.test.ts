import assert from "node:assert/strict";
import { applyRoles, presentTables } from "#database/access/access";
import { withClient } from "#database/connection/connect";
import { migrate } from "#database/migrations/migrate";
import { asOwner } from "#database/provision";
import { ROLES } from "#lib/domain/access";
import { databaseGrants, tableGrants } from "#lib/sql/access";
import { fromRoot } from "#lib/root";
import { accessCatalog, type AccessCatalog } from "../support/catalogs/access-catalog.ts";
import { describeEngine } from "../support/engine/programs.ts";
import { EngineProject } from "../support/engine/engine.ts";
import { countsIn } from "../support/engine/events.ts";
import { startRdsLike, type RdsLikeServer } from "../support/tls/rds-like-server.ts";

const PROGRAM = `
  import { DatabaseAccess } from ${JSON.stringify(fromRoot("infra", "schema", "roles.ts"))};
  import { DatabaseGrants } from ${JSON.stringify(fromRoot("infra", "schema", "grants.ts"))};
  const { GRANTS, CONNECTION } = process.env;
  const access = new DatabaseAccess("test-access", { connection: JSON.parse(CONNECTION) });
  if (GRANTS) new DatabaseGrants("test-grants", { access, database: "cruddur", after: [] });
`;

/** On a server whose master is no superuser, as on RDS: what Pulumi makes of the model is what SQL makes of it. */
describeEngine("access model as resources", function () {
  let server: RdsLikeServer;
  let project: EngineProject;

  before(async () => {
    server = await startRdsLike();
    const { host, port, user, password, database } = server.master;
    project = new EngineProject({ files: { "index.ts": PROGRAM }, config: {} });
    project.setEnvironment({
      CONNECTION: JSON.stringify({
        server: "rds",
        sslmode: "disable",
        ...{ host, port, user, password, database },
      }),
    });
  });
  after(async () => {
    project.remove();
    await server.stop();
  });

  /** As the migrator does it. */
  const rolesBySql = () =>
    withClient(server.master, "test", async (client) => {
      await applyRoles(client, new Map(), "rds");
      await client.query(databaseGrants("cruddur").join(";\n"));
    });
  const migrations = () =>
    withClient(server.superuser, "test", (client) => asOwner(client, () => migrate(client)));
  const grantsBySql = () =>
    withClient(server.master, "test", async (client) => {
      await client.query(tableGrants(await presentTables(client)).join(";\n"));
    });
  const catalog = () => accessCatalog(server.superuser);
  async function up(...options: string[]) {
    const end = await project.up(...options);
    assert.equal(end.code, 0, end.text);
    return end;
  }

  it("leaves in pg_catalog what SQL leaves, keeps no password, and changes nothing twice", async () => {
    await rolesBySql();
    await migrations();
    await grantsBySql();
    const bySql = await catalog();

    await server.empty();
    await up();
    assert.deepEqual(expressible(await catalog()), { ...expressible(bySql), privileges: [] });
    await rolesBySql();
    await migrations();
    project.setEnvironment({ GRANTS: "yes" });
    const end = await up();
    assert.ok(countsIn(end.events)["create"]! > 30);
    assert.deepEqual(await catalog(), bySql);

    // Neither undoes what the other did.
    await rolesBySql();
    await grantsBySql();
    const refreshed = await project.pulumi(
      "refresh",
      "--yes",
      "--skip-preview",
      "--expect-no-changes",
    );
    assert.equal(refreshed.code, 0, refreshed.text);
    await up("--expect-no-changes");
    assert.deepEqual(await catalog(), bySql);

    const state = await project.exportState();
    const { password } = server.master;
    for (const secret of [
      password,
      JSON.stringify(password).slice(1, -1),
      encodeURIComponent(password),
      Buffer.from(password).toString("base64"),
    ]) {
      assert.ok(!state.includes(secret), "the master's password stands in the state");
    }
  });
});

/** Without what Pulumi's provider has no argument for: comments, and settings other than two time-outs. */
function expressible({ roles, members, privileges }: AccessCatalog): AccessCatalog {
  const named = (role: string) => ROLES.some(({ name }) => name === role);
  return {
    privileges: privileges.filter((line) => ROLES.some(({ name }) => line.includes(name))),
    roles: (roles as { settings: string[] | null }[]).map((role) => ({
      ...role,
      comment: undefined,
      settings: (role.settings ?? []).filter((text) =>
        /^(statement|idle_in_transaction_session)_timeout=/.test(text),
      ),
    })),
    // The master's own memberships: it needs some to give privileges, and takes them itself.
    members: (members as { member: string }[]).filter(({ member }) => named(member)),
  };
}
