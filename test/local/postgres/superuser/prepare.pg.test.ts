import assert from "node:assert/strict";
import { rm, stat } from "node:fs/promises";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { connectionUrlFor } from "#lib/connection/url";
import { LOCAL_SUPERUSER } from "#lib/domain/local-superuser";
import { UserError } from "#lib/errors";
import { askServer } from "#local/postgres/connect";
import { removeEmbedded, startEmbedded } from "#local/postgres/embedded";
import { startThrowAway } from "#local/postgres/throw-away";
import { provision } from "#database/provision";
import { prepareServer } from "#local/postgres/superuser/prepare";
import { asSuperuser, secretFileIn, superuserPassword } from "#local/postgres/superuser/secret";
import { makeTemporaryDirectory } from "../temporary-directory.ts";
import { cuttingProxy } from "./cutting-proxy.ts";
import { makeOlderServer, type OlderServer } from "./older-server.ts";

/** What only a superuser may, and what the published account must therefore be refused. */
const REFUSED = [
  "copy (select 1) to program 'cat'",
  "copy (select 1) to '/tmp/cruddur-test'",
  "select pg_read_file('PG_VERSION')",
  "select pg_ls_dir('.')",
  "create extension file_fdw",
  "create extension plperlu",
  "alter system set work_mem = '4MB'",
  "select lo_import('/etc/passwd')",
  "create event trigger mine on sql_drop execute function suppress_redundant_updates_trigger()",
  "grant pg_execute_server_program to postgres",
  "grant pg_read_server_files to current_user",
  "alter role postgres superuser",
  "create role other superuser",
  "create role other replication",
  "set role cruddur_superuser",
  "alter role cruddur_superuser password 'password'",
  "drop role cruddur_superuser",
  "select rolpassword from pg_authid",
  "load '/tmp/other.so'",
];

describe("prepareServer", () => {
  let stateDirectory: string;
  let older: OlderServer;
  let published: ConnectionParameters;
  const query = (sql: string, database = "postgres") =>
    withClient(
      { ...published, database },
      "test",
      async (client) => (await client.query(sql)).rows,
    );

  before(async () => {
    stateDirectory = await makeTemporaryDirectory();
    older = await makeOlderServer(stateDirectory);
    published = older.parameters;
  });
  after(async () => {
    await removeEmbedded({ stateDirectory });
    await rm(stateDirectory, { recursive: true, force: true });
  });

  it("brings an older server over, whenever it is killed: before each of its queries", async () => {
    const { host, port, sslmode } = published as ConnectionParameters & { sslmode: "disable" };
    const proxy = await cuttingProxy(port);
    const password = await superuserPassword(secretFileIn(stateDirectory), undefined);
    let cuts = 0;
    for (let number = 1; ; number += 1) {
      proxy.cutAt(number);
      const isCut = await prepareServer({ host, port: proxy.port, sslmode }, password).then(
        () => false,
        (error: Error) =>
          /terminated|ECONNRESET|EPIPE/.test(error.message) || Promise.reject(error),
      );
      if (!isCut) break;
      cuts += 1;
    }
    await proxy.close();
    assert.ok(cuts > 5, `${cuts} cuts`);
    assert.deepEqual(await query("select rolname from pg_roles where rolsuper order by 1"), [
      { rolname: "auditor" },
      { rolname: LOCAL_SUPERUSER },
    ]);
  });

  it("leaves nothing of somebody's to the superuser", async () => {
    const owners = `
      select relname from pg_class where relowner = 10 and oid >= 16384 and relnamespace <> 'pg_toast'::regnamespace
      union all select proname from pg_proc where proowner = 10 and oid >= 16384
        and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
      union all select typname from pg_type where typowner = 10 and oid >= 16384
      union all select nspname from pg_namespace where nspowner = 10 and oid >= 16384 and nspname <> 'cruddur_guard'
      union all select stxname from pg_statistic_ext where stxowner = 10
      union all select lomowner::text from pg_largeobject_metadata where lomowner = 10
      union all select pubname from pg_publication where pubowner = 10
      union all select oprname from pg_operator where oprowner = 10 and oid >= 16384
      union all select collname from pg_collation where collowner = 10 and oid >= 16384
      union all select datname from pg_database where datdba = 10 and datname !~ 'template[01]'`;
    for (const database of ["postgres", "cruddur", "shop"]) {
      assert.deepEqual(await query(owners, database), [], database);
    }
    assert.deepEqual(
      await query("select datdba::regrole::text as it from pg_database where datname = 'theirs'"),
      [{ it: "boss" }],
    );
  });

  it("lets the published account do with them what it could", async () => {
    await query(
      "alter table public.notes add column more text; drop type mine.pair cascade; drop view mine.moods",
      "shop",
    );
    await query("drop schema mine cascade; drop table notes cascade", "shop");
    await query("drop database shop");
    await query(
      "alter table public.users add column more text; alter table public.users drop column more",
      "cruddur",
    );
    await query("set role boss; reset role; revoke boss from clerk cascade");
    await query("drop database theirs");
    await query("drop role boss; drop role clerk");
    await query(
      "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = 'cruddur_api'",
    );
    const [found] = await query("show work_mem");
    assert.deepEqual(found, { work_mem: "5MB" });
  });

  for (const sql of REFUSED) {
    it(`has made an account that is refused: ${sql}`, async () => {
      await assert.rejects(query(sql), (error: Error) => {
        assert.match(
          error.message,
          /permission denied|must be superuser|access to .* is not allowed/,
        );
        return true;
      });
    });
  }

  it("has nothing to do at the next start, which keeps the secret for its owner alone", async () => {
    const isPrepared = async () =>
      (
        await askServer(
          connectionUrlFor({ ...published, parameters: { sslmode: "disable" } }),
          5_000,
        )
      ).isPrepared;
    assert.equal(await isPrepared(), true);
    const { mode } = await stat(secretFileIn(stateDirectory));
    assert.equal(mode & 0o777, 0o600);
    const superuser = await asSuperuser(stateDirectory, { ...published, database: "postgres" });
    await withClient(superuser, "test", (client) =>
      client.query(`comment on role ${LOCAL_SUPERUSER} is null`),
    );
    assert.equal(await isPrepared(), false);
    await startEmbedded({ stateDirectory, durable: false });
    assert.equal(await isPrepared(), true);
  });

  const CHANGES = [
    "alter role postgres password 'mine'",
    "alter role postgres nologin",
    "alter role postgres valid until '2001-01-01'",
    "alter role postgres nocreatedb",
    "alter role postgres nocreaterole",
    "revoke pg_signal_backend from postgres cascade",
  ];
  for (const change of CHANGES) {
    it(`is undone by a start, which says so: ${change}`, async () => {
      const superuser = await asSuperuser(stateDirectory, published);
      await withClient(superuser, "test", (client) => client.query(change));
      const told: string[] = [];
      const start = () =>
        startEmbedded({ stateDirectory, durable: false, onProgress: (line) => told.push(line) });
      await start();
      assert.equal(told.length, 1);
      assert.match(told[0]!, /account postgres .* changed by hand/);
      await query("create role made createdb; drop role made");
      await start();
      assert.equal(told.length, 1);
    });
  }

  it("gives back what DROP OWNED BY takes from an account that made the roles itself", async () => {
    const fresh = await startThrowAway();
    try {
      const address = { ...published, port: fresh.port, database: "cruddur" };
      await provision(address, "postgres");
      const ask = (sql: string) => withClient(address, "test", (client) => client.query(sql));
      await ask("drop owned by postgres cascade");
      await assert.rejects(ask("select from public.users"), /permission denied/);
      for (const _again of [1, 2]) {
        await startEmbedded({ stateDirectory: fresh.directory, durable: false });
        await ask("select from public.users");
        assert.deepEqual((await provision(address, "postgres")).migrations, []);
        await ask("drop owned by postgres cascade");
      }
    } finally {
      await fresh.stop();
    }
  });

  it("says so where the secret is lost", async () => {
    const superuser = await asSuperuser(stateDirectory, published);
    await assert.rejects(prepareServer(superuser, "another"), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /password of cruddur_superuser .* is not in its file/);
      return true;
    });
  });
});
