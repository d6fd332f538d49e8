import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { withClient } from "#database/connection/connect";
import { listMigrations } from "#database/migrations/migrate";
import { ROLES, TABLES } from "#lib/domain/access";
import { bundleFunction } from "#lib/bundle/function";
import { FUNCTIONS } from "#lib/domain/functions";
import { fromRoot } from "#lib/root";
import { Sandbox, type Outcome } from "#local/lambda-host/sandbox";
import { driftOf } from "#test/catalogs/drift";
import { startRdsLike, type RdsLikeServer } from "#test/tls/rds-like-server";

const SPEC = FUNCTIONS.find(({ name }) => name === "migrator")!;
const MIGRATE = { action: "migrate", environment: "dev", stack: "dev-alice" };
const MIGRATIONS = (await listMigrations()).map(({ name }) => name);

/** The archive as it goes to AWS, run by the local Lambda worker. */
describe("migrator", () => {
  let bundle: Uint8Array;
  let root: string;
  let server: RdsLikeServer;
  let lines: string[];

  before(async () => {
    bundle = await bundleFunction("migrator");
    server = await startRdsLike();
  });
  after(() => server.stop());
  beforeEach(async () => {
    lines = [];
    root = await mkdtemp(path.join(tmpdir(), "cruddur-migrator-"));
    await writeFile(path.join(root, "index.cjs"), bundle);
    await cp(fromRoot("sql", "migrations"), path.join(root, "sql", "migrations"), {
      recursive: true,
    });
    await server.empty();
  });
  afterEach(() => rm(root, { recursive: true }));

  const access = () => ({ action: "access", password: server.master.password });

  async function invoke(event: unknown): Promise<Outcome> {
    const { host, port, database } = server.master;
    const sandbox = new Sandbox({
      spec: SPEC,
      bundle: path.join(root, "index.cjs"),
      env: {
        LAMBDA_TASK_ROOT: root,
        PGHOST: host,
        PGPORT: String(port),
        PGUSER: SPEC.role,
        PGDATABASE: database,
        PGPASSWORD: "stands for the token",
      },
      onLine: (line) => lines.push(line),
    });
    return sandbox.invoke(event).finally(() => sandbox.terminate());
  }
  async function resultOf(event: unknown): Promise<unknown> {
    const outcome = await invoke(event);
    assert.equal(outcome.kind, "result", JSON.stringify(outcome));
    return JSON.parse((outcome as { payload: string }).payload);
  }
  async function messageOf(event: unknown): Promise<string> {
    const outcome = await invoke(event);
    assert.equal(outcome.kind, "function-error", JSON.stringify(outcome));
    return (outcome as { errorMessage: string }).errorMessage;
  }
  /** No role has a password on RDS, and no token counts here. */
  async function accessApplied(): Promise<unknown> {
    const result = await resultOf(access());
    await asSuperuser((client) =>
      client.query("alter role cruddur_migrator password 'stands for the token'"),
    );
    return result;
  }
  const asSuperuser = <T>(work: (client: pg.Client) => Promise<T>) =>
    withClient(server.superuser, "test", work);
  const may = (role: string, table: string, privilege: string) =>
    asSuperuser(async (client) => {
      const { rows } = await client.query("select has_table_privilege($1, $2, $3) as it", [
        role,
        table,
        privilege,
      ]);
      return rows[0].it as boolean;
    });

  it("makes the roles, then the schema with its grants, on the database that RDS made, and nothing twice", async () => {
    assert.deepEqual(await accessApplied(), {
      action: "access",
      roles: ROLES.map(({ name }) => name),
      tables: [],
    });
    assert.deepEqual(await resultOf(MIGRATE), {
      action: "migrate",
      migrations: MIGRATIONS,
      marker: "dev-alice",
    });
    assert.equal(await may("cruddur_api", "activities", "insert"), true);
    assert.equal(await may("cruddur_reader", "activities", "insert"), false);
    assert.deepEqual(await resultOf(MIGRATE), {
      action: "migrate",
      migrations: [],
      marker: "dev-alice",
    });
    assert.deepEqual(await resultOf(access()), {
      action: "access",
      roles: ROLES.map(({ name }) => name),
      tables: TABLES,
    });
    const marker = await asSuperuser((client) =>
      client.query("select environment, stack from cruddur_meta"),
    );
    assert.deepEqual(marker.rows, [{ environment: "dev", stack: "dev-alice" }]);
    assert.equal(await driftOf(server.superuser), "");
  });

  it("gives a new table its grants with its migration, and takes back what the model does not have", async () => {
    await accessApplied();
    await resultOf(MIGRATE);
    await asSuperuser((client) => client.query("grant delete on users to cruddur_api"));
    await resultOf(access());
    assert.equal(await may("cruddur_api", "users", "delete"), false);
    await asSuperuser((client) => client.query("grant delete on users to cruddur_api"));
    await resultOf(MIGRATE);
    assert.equal(await may("cruddur_api", "users", "delete"), false);
  });

  it("lets services in by IAM only, nobody as the owner, and leaves the master its password", async () => {
    await accessApplied();
    const { rows } = await asSuperuser((client) =>
      client.query<{ name: string; iam: boolean; login: boolean }>(
        `select rolname as name, rolcanlogin as login, pg_has_role(rolname, 'rds_iam', 'usage') as iam
         from pg_roles where rolname like 'cruddur%' and rolname <> 'cruddur_admin' and oid <> 10 order by 1`,
      ),
    );
    assert.equal(rows.length, ROLES.length);
    for (const { name, iam, login } of rows) assert.equal(iam, login, name);
    const { rows: passwords } = await asSuperuser((client) =>
      client.query(
        "select rolname from pg_authid where rolname like 'cruddur%' and oid <> 10 and rolpassword is not null order by 1",
      ),
    );
    assert.deepEqual(passwords, [{ rolname: "cruddur_admin" }, { rolname: "cruddur_migrator" }]);
    // A member who inherits or may become a role of rds_iam would have to log in by a token.
    const { rows: master } = await asSuperuser((client) =>
      client.query("select pg_has_role('cruddur_admin', 'cruddur_api', 'usage') as it"),
    );
    assert.equal(master[0].it, false);
  });

  it("says file, line and what to do of a migration that fails, and leaves the schema as it was", async () => {
    await accessApplied();
    await resultOf(MIGRATE);
    await writeFile(
      path.join(root, "sql", "migrations", "0999-broken.sql"),
      "create table public.fine (a int);\n\ncreate table public.wrong (a integr);\n",
    );
    assert.equal(
      await messageOf(MIGRATE),
      [
        'sql/migrations/0999-broken.sql:3:30: type "integr" does not exist',
        "    create table public.wrong (a integr);",
        "                                 ^",
        "Nothing of this migration was kept. Mend the file and run the command again.",
      ].join("\n"),
    );
    const { rows } = await asSuperuser((client) =>
      client.query(
        "select to_regclass('public.fine') as fine, count(*)::int as applied from cruddur_migrations",
      ),
    );
    assert.deepEqual(rows, [{ fine: null, applied: MIGRATIONS.length }]);
  });

  it("says the line of a statement for which the server gives no place", async () => {
    await accessApplied();
    await writeFile(
      path.join(root, "sql", "migrations", "0999-broken.sql"),
      "create table public.fine (a int);\n\n-- none\nalter table public.missing add b int;\n",
    );
    assert.equal(
      await messageOf(MIGRATE),
      [
        'sql/migrations/0999-broken.sql:4:1: relation "public.missing" does not exist',
        "    alter table public.missing add b int;",
        "    ^",
        "Nothing of this migration was kept. Mend the file and run the command again.",
      ].join("\n"),
    );
  });

  it("names no command that makes a database anew, which would be another one's", async () => {
    await accessApplied();
    await resultOf(MIGRATE);
    await writeFile(path.join(root, "sql", "migrations", `${MIGRATIONS[0]}.sql`), "select 1;\n");
    assert.equal(
      await messageOf(MIGRATE),
      `sql/migrations/${MIGRATIONS[0]}.sql was edited after it was applied to this database.\nUndo the edit and write a new migration for the change.`,
    );
  });

  it("touches no database that belongs to another environment", async () => {
    await accessApplied();
    await resultOf(MIGRATE);
    const message = await messageOf({ ...MIGRATE, environment: "prod" });
    assert.match(message, /says it is environment "dev" \(stack dev-alice\)/);
  });

  it("says that the roles are missing when it migrates first", async () => {
    assert.match(await messageOf(MIGRATE), /cruddur_migrator/);
  });

  it("shows the master's password nowhere, right or wrong", async () => {
    await resultOf(access());
    const wrong = { action: "access", password: "a wrong one" };
    assert.match(await messageOf(wrong), /cruddur_admin/);
    assert.doesNotMatch(lines.join("\n") + (await messageOf(wrong)), /a wrong one/);
    assert.ok(!lines.join("\n").includes(server.master.password));
  });

  it("names what an event lacks", async () => {
    assert.match(await messageOf({}), /neither "migrate" nor "access"/);
    assert.match(await messageOf(null), /neither "migrate" nor "access"/);
    assert.match(await messageOf({ action: "access", password: 5 }), /needs a text "password"/);
    assert.match(await messageOf({ action: "migrate", environment: "dev" }), /text "stack"/);
  });
});
