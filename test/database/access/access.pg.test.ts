import assert from "node:assert/strict";
import { applyGrants, applyRoles, derivedPasswords } from "#database/access/access";
import { openClient, withClient, type ConnectionParameters } from "#database/connection/connect";
import { OWNER, ROLES, TABLES, type Role, type Table } from "#lib/domain/access";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";

/** Every privilege that PostgreSQL 18 has on a table. */
const PRIVILEGES = [
  "select",
  "insert",
  "update",
  "delete",
  "truncate",
  "references",
  "trigger",
  "maintain",
];

const LOGINS = ROLES.filter(({ login }) => login);

/** The model's privileges, with those of the roles it is a member of. The owner may do everything. */
function expected(role: Role, table: Table): string[] {
  if (role.name === OWNER || role.memberOf?.includes(OWNER)) return PRIVILEGES;
  return PRIVILEGES.filter((privilege) => role.tables[table]?.includes(privilege as never));
}

/** One statement a verb, which changes nothing: no row is met, and it is rolled back. */
const VERBS: Record<string, (table: Table, column: string) => string> = {
  select: (table) => `select from public.${table}`,
  insert: (table) => `insert into public.${table} select * from public.${table} where false`,
  update: (table, column) => `update public.${table} set ${column} = ${column} where false`,
  delete: (table) => `delete from public.${table} where false`,
  truncate: (table) => `truncate public.${table} cascade`,
};

describe("access", () => {
  let database: ConnectionParameters;
  /** A column of each table. */
  let columns: ReadonlyMap<string, string>;
  const query = <Row extends object>(text: string, as = database): Promise<Row[]> =>
    withClient(as, "test", async (client) => (await client.query<Row>(text)).rows);

  before(async () => {
    database = await freshDatabase("seeded");
    await withClient(database, "test", applyGrants);
    const first = await query<{ table: string; column: string }>(
      `select attrelid::regclass as table, min(attname)::text as column from pg_attribute
       where attrelid = any ('{${TABLES.join(",")}}'::regclass[]) and attnum > 0 and attgenerated = '' group by 1`,
    );
    columns = new Map(first.map(({ table, column }) => [table, column]));
  });
  after(() => dropDatabase(database));

  it("lists every table of the schema", async () => {
    const rows = await query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') order by 1",
    );
    assert.deepEqual(
      rows.map(({ name }) => name),
      [...TABLES].sort(),
      "Say in lib/domain/access.ts who may do what with a new table",
    );
  });

  for (const role of ROLES) {
    it(`gives ${role.name} in pg_catalog what the model says`, async () => {
      for (const table of TABLES) {
        const rows = await query<{ privilege: string }>(
          `select privilege from unnest('{${PRIVILEGES.join(",")}}'::text[]) with ordinality as p (privilege, place)
           where has_table_privilege('${role.name}', 'public.${table}', privilege) order by place`,
        );
        assert.deepEqual(
          rows.map(({ privilege }) => privilege),
          expected(role, table),
          table,
        );
      }
    });
  }

  for (const role of LOGINS) {
    for (const table of TABLES) {
      it(`lets ${role.name} do with ${table} what the model says, and refuses the rest`, async () => {
        await withClient(asRole(database, role.name), "test", async (client) => {
          // A setting of the session is no privilege: the reader's may be switched off by the reader.
          await client.query("set default_transaction_read_only = off");
          for (const [verb, statement] of Object.entries(VERBS)) {
            await client.query("begin");
            const code = await client.query(statement(table, columns.get(table)!)).then(
              () => "done",
              (error: { code: string }) => error.code,
            );
            await client.query("rollback");
            const allowed = expected(role, table);
            // INSERT … SELECT and UPDATE … = column read the table too.
            const isAllowed = allowed.includes(verb) && allowed.includes("select");
            assert.equal(code, isAllowed ? "done" : "42501", `${verb} ${table}`);
          }
        });
      });
    }
  }

  it("makes no role a superuser, nor able to make databases or roles, to replicate or to see past row security", async () => {
    const rows = await query<{ rolname: string }>(
      `select rolname from pg_roles where rolname like 'cruddur%' and oid <> 10 -- the server's own
         and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)`,
    );
    assert.deepEqual(rows, []);
  });

  it("keeps the owner from logging in, and everything the owner's", async () => {
    const [owner] = await query<{ rolcanlogin: boolean }>(
      `select rolcanlogin from pg_roles where rolname = '${OWNER}'`,
    );
    assert.equal(owner!.rolcanlogin, false);
    const strange = await query(
      `select relname, relowner::regrole from pg_class where relnamespace = 'public'::regnamespace and relowner <> '${OWNER}'::regrole`,
    );
    assert.deepEqual(strange, []);
  });

  it("lets no service make a table, a schema or a temporary table", async () => {
    for (const { name, memberOf } of LOGINS) {
      if (memberOf?.includes(OWNER)) continue;
      for (const statement of [
        "create table public.mine ()",
        "create schema mine",
        "create temporary table mine ()",
      ]) {
        await assert.rejects(
          query(`begin read write; ${statement}`, asRole(database, name)),
          { code: "42501" },
          `${name}: ${statement}`,
        );
      }
    }
  });

  it("lets nobody but the model's roles connect", async () => {
    await query("create role stranger login password 'stranger'");
    try {
      await assert.rejects(
        query("select", { ...database, user: "stranger", password: "stranger" }),
        {
          code: "42501",
        },
      );
    } finally {
      await query("drop role stranger");
    }
  });

  it("gives sessions the model's settings", async () => {
    for (const role of LOGINS) {
      // As the functions connect: sessions of commands have settings of their own.
      const client = await openClient(asRole(database, role.name), "test", { isTheirs: true });
      for (const [setting, value] of Object.entries(role.settings)) {
        const current = `current_setting('${setting}')`;
        const { rows } = await client.query<{ same: boolean }>(
          // PostgreSQL writes 1000ms as 1s, and takes a bare number for milliseconds.
          /^\d/.test(value)
            ? `select ${current}::interval = '${value.replace(/^\d+$/, "$&ms")}'::interval as same`
            : `select ${current} = '${value}' as same`,
        );
        assert.equal(rows[0]!.same, true, `${role.name} ${setting}`);
      }
      await client.end();
    }
  });
});

describe("applyGrants", () => {
  let database: ConnectionParameters;
  before(async () => void (database = await freshDatabase()));
  after(() => dropDatabase(database));

  it("takes away what the model no longer has, and gives back what is missing", async () => {
    await withClient(database, "test", async (client) => {
      await client.query(`
        grant delete, truncate on public.users to cruddur_api;
        grant update (message) on public.activities to cruddur_reader;
        grant select on public.users to public;
        grant create on schema public to cruddur_api, public;
        grant create, temporary on database ${database.database} to cruddur_sign_up;
        revoke insert on public.activities from cruddur_api`);
      await applyGrants(client);
      const { rows } = await client.query(`
        select
          has_table_privilege('cruddur_api', 'public.users', 'delete, truncate') as "deletes",
          has_any_column_privilege('cruddur_reader', 'public.activities', 'update') as "updates",
          has_schema_privilege('cruddur_api', 'public', 'create') as "creates",
          has_database_privilege('cruddur_sign_up', current_database(), 'create, temporary') as "databases",
          has_table_privilege('cruddur_api', 'public.activities', 'insert') as "inserts",
          exists (select from pg_class, aclexplode(relacl) as acl
            where relnamespace = 'public'::regnamespace and acl.grantee = 0) as "anybody"`);
      assert.deepEqual(rows[0], {
        deletes: false,
        updates: false,
        creates: false,
        databases: false,
        inserts: true,
        anybody: false,
      });
    });
  });

  it("changes nothing when it runs again", async () => {
    const privileges =
      "select relname, relacl::text from pg_class where relnamespace = 'public'::regnamespace order by 1";
    await withClient(database, "test", async (client) => {
      await applyGrants(client);
      const once = (await client.query(privileges)).rows;
      await applyGrants(client);
      assert.deepEqual((await client.query(privileges)).rows, once);
    });
  });
});

describe("applyRoles", () => {
  const roles = `
    select rolname, rolcanlogin, rolinherit, rolconnlimit, rolconfig, shobj_description(pg_roles.oid, 'pg_authid') as purpose,
      (select array_agg(roleid::regrole::text order by 1) from pg_auth_members where member = pg_roles.oid) as member_of
    from pg_roles where rolname like 'cruddur%' and oid <> 10 order by 1`;
  let database: ConnectionParameters;
  before(async () => void (database = await freshDatabase()));
  after(() => dropDatabase(database));

  it("makes the roles what the model says, however they were changed, and changes nothing when it runs again", async () => {
    await withClient(database, "test", async (client) => {
      const passwords = derivedPasswords(database.password);
      await applyRoles(client, passwords);
      const wanted = (await client.query(roles)).rows;
      assert.deepEqual(
        wanted.map(({ rolname }: { rolname: string }) => rolname),
        ROLES.map(({ name }) => name).sort(),
      );
      // Other test files use these roles at the same server, one after the other: it is put right below.
      await client.query(`
        alter role cruddur_reader nologin connection limit 3;
        alter role cruddur_reader set work_mem = '64kB';
        grant cruddur_owner to cruddur_reader;
        comment on role cruddur_reader is 'something else'`);
      await applyRoles(client, passwords);
      assert.deepEqual((await client.query(roles)).rows, wanted);
      await applyRoles(client, passwords);
      assert.deepEqual((await client.query(roles)).rows, wanted);
    });
  });
});

describe("derivedPasswords", () => {
  it("gives each role that logs in its own, always the same for a server", () => {
    const passwords = derivedPasswords("a");
    assert.deepEqual(
      [...passwords.keys()],
      LOGINS.map(({ name }) => name),
    );
    assert.equal(new Set(passwords.values()).size, LOGINS.length);
    assert.deepEqual(derivedPasswords("a"), passwords);
    assert.notDeepEqual(derivedPasswords("b"), passwords);
  });
});
