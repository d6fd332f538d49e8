import assert from "node:assert/strict";
import { readCatalog, type Catalog } from "#database/drift/catalog";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { compareCatalogs, expectedCatalog, type Difference } from "#database/drift/drift";
import { driftSummary, driftText } from "#database/drift/text";
import { provision } from "#database/provision";
import { asRole, asTestSuperuser, dropDatabase, freshDatabase, testServer } from "#test/databases";

const catalogOf = (parameters: ConnectionParameters): Promise<Catalog> =>
  withClient(parameters, "drift", (client) => readCatalog(client));

/** A change, what undoes it where it reaches beyond the database, and the one difference it makes. */
interface Change {
  readonly what: string;
  readonly sql: string;
  readonly undo?: string;
  /** What a superuser alone can change. */
  readonly superuser?: boolean;
  readonly difference: Difference;
}

const CHANGES: readonly Change[] = [
  {
    what: "a table more",
    sql: "create table notes (id int primary key, body text); create index on notes (body); grant select on notes to cruddur_api",
    difference: {
      kind: "table",
      name: "public.notes",
      expected: undefined,
      found: "owner postgres",
    },
  },
  {
    what: "a table less",
    sql: "drop table cruddur_meta",
    difference: {
      kind: "table",
      name: "public.cruddur_meta",
      expected: "owner cruddur_owner",
      found: undefined,
    },
  },
  {
    what: "another owner",
    sql: "alter table cruddur_meta owner to postgres",
    difference: {
      kind: "table",
      name: "public.cruddur_meta",
      expected: "owner cruddur_owner",
      found: "owner postgres",
    },
  },
  {
    what: "foreign keys that are not enforced",
    sql: "alter table handle_reservations disable trigger all",
    superuser: true,
    difference: {
      kind: "table",
      name: "public.handle_reservations",
      expected: "owner cruddur_owner",
      found: "owner cruddur_owner, triggers off: 2",
    },
  },
  {
    what: "a column more",
    sql: "alter table users add made_by_hand varchar(200) default 'none'",
    difference: {
      kind: "column",
      name: "public.users.made_by_hand",
      expected: undefined,
      found: "character varying(200) default 'none'::character varying",
    },
  },
  {
    what: "a column less",
    sql: "alter table cruddur_meta drop column fingerprint",
    difference: {
      kind: "column",
      name: "public.cruddur_meta.fingerprint",
      expected: "uuid not null default uuidv7()",
      found: undefined,
    },
  },
  {
    what: "another type",
    sql: "alter table activities alter likes_count type bigint",
    difference: {
      kind: "column",
      name: "public.activities.likes_count",
      expected: "integer not null default 0",
      found: "bigint not null default 0",
    },
  },
  {
    what: "another default",
    sql: "alter table users alter uuid set default gen_random_uuid()",
    difference: {
      kind: "column",
      name: "public.users.uuid",
      expected: "uuid not null default uuidv7()",
      found: "uuid not null default gen_random_uuid()",
    },
  },
  {
    what: "a column that may be null",
    sql: "alter table activities alter message drop not null",
    difference: {
      kind: "column",
      name: "public.activities.message",
      expected: "text not null",
      found: "text",
    },
  },
  {
    what: "a check less",
    sql: "alter table activities drop constraint activities_likes_count_check",
    difference: {
      kind: "constraint",
      name: "public.activities.activities_likes_count_check",
      expected: "CHECK ((likes_count >= 0))",
      found: undefined,
    },
  },
  {
    what: "a foreign key that deletes otherwise",
    sql: `alter table activities drop constraint activities_user_uuid_fkey,
          add constraint activities_user_uuid_fkey foreign key (user_uuid) references users`,
    difference: {
      kind: "constraint",
      name: "public.activities.activities_user_uuid_fkey",
      expected: "FOREIGN KEY (user_uuid) REFERENCES public.users(uuid) ON DELETE CASCADE",
      found: "FOREIGN KEY (user_uuid) REFERENCES public.users(uuid)",
    },
  },
  {
    what: "an index less",
    sql: "drop index activities_user_uuid_idx",
    difference: {
      kind: "index",
      name: "public.activities_user_uuid_idx",
      expected:
        "CREATE INDEX activities_user_uuid_idx ON public.activities USING btree (user_uuid)",
      found: undefined,
    },
  },
  {
    what: "an extension more",
    sql: "create extension pgcrypto",
    difference: {
      kind: "extension",
      name: "pgcrypto",
      expected: undefined,
      found: "version 1.4 in schema public owner postgres with 37 objects",
    },
  },
  {
    what: "a function more",
    sql: "create function answer() returns int language sql as 'select 42'",
    difference: {
      kind: "function",
      name: "public.answer()",
      expected: undefined,
      found:
        "owner postgres\nCREATE OR REPLACE FUNCTION public.answer()\n RETURNS integer\n LANGUAGE sql\nAS $function$select 42$function$\n",
    },
  },
  {
    what: "a privilege more",
    sql: "grant delete on users to cruddur_api",
    difference: {
      kind: "privilege",
      name: "cruddur_api on table public.users",
      expected: "insert, select, update",
      found: "delete, insert, select, update",
    },
  },
  {
    what: "a privilege less",
    sql: "revoke select on activities from cruddur_reader",
    difference: {
      kind: "privilege",
      name: "cruddur_reader on table public.activities",
      expected: "select",
      found: undefined,
    },
  },
  {
    what: "a privilege on a column, of everybody",
    sql: "grant select (email) on users to public",
    difference: {
      kind: "privilege",
      name: "everybody on column public.users.email",
      expected: undefined,
      found: "select",
    },
  },
  {
    what: "a privilege on tables that are yet to come",
    sql: "alter default privileges for role cruddur_owner grant select on tables to cruddur_api",
    difference: {
      kind: "default privilege",
      name: "cruddur_owner in every schema (r)",
      expected: undefined,
      found: "cruddur_api=r/cruddur_owner, cruddur_owner=arwdDxtm/cruddur_owner",
    },
  },
  {
    what: "another attribute of a role",
    sql: "alter role cruddur_api createdb",
    undo: "alter role cruddur_api nocreatedb",
    difference: {
      kind: "role",
      name: "cruddur_api",
      expected: "login, connection limit 30",
      found: "login, createdb, connection limit 30",
    },
  },
  {
    what: "another setting of a role",
    sql: "alter role cruddur_reader set statement_timeout = '5s'",
    undo: "alter role cruddur_reader set statement_timeout = '30000'",
    difference: {
      kind: "setting",
      name: "cruddur_reader.statement_timeout",
      expected: "30000",
      found: "5s",
    },
  },
  {
    what: "another membership of a role",
    sql: "grant cruddur_owner to cruddur_api",
    undo: "revoke cruddur_owner from cruddur_api",
    difference: {
      kind: "membership",
      name: "cruddur_api of cruddur_owner",
      expected: undefined,
      found: "member",
    },
  },
  {
    what: "a migration that was not applied",
    sql: "delete from cruddur_migrations where name = '0004-create-cruddur-meta'",
    difference: {
      kind: "migration",
      name: "0004-create-cruddur-meta",
      expected: "applied",
      found: undefined,
    },
  },
];

describe("compareCatalogs", () => {
  let expected: Catalog;

  before(async () => {
    const untouched = await freshDatabase("schema");
    expected = await catalogOf(untouched);
    await dropDatabase(untouched);
  });

  for (const { what, sql, undo, superuser = false, difference } of CHANGES) {
    it(`finds ${what}, and nothing else`, async () => {
      const database = await freshDatabase("schema");
      try {
        const who = superuser ? await asTestSuperuser(database) : database;
        await withClient(who, "test", (client) => client.query(sql));
        assert.deepEqual(compareCatalogs(expected, await catalogOf(database)), [difference]);
      } finally {
        if (undo) await withClient(database, "test", (client) => client.query(undo));
        await dropDatabase(database);
      }
    });
  }

  it("finds nothing between an empty database and one with rows", async () => {
    const seeded = await freshDatabase("seeded");
    assert.deepEqual(compareCatalogs(expected, await catalogOf(seeded)), []);
    await dropDatabase(seeded);
  });
});

describe("expectedCatalog", () => {
  it("is what a new database has, owner and privileges of the database itself included", async () => {
    const { maintenance, ...server } = await testServer();
    const database = { ...server, database: "drift_new" };
    await provision(database, maintenance);
    const expected = await expectedCatalog({ ...server, database: maintenance });
    assert.deepEqual(compareCatalogs(expected, await catalogOf(database)), []);
    assert.ok(expected.objects.size > 80);

    await withClient({ ...server, database: maintenance }, "test", (client) =>
      client.query(
        "alter database drift_new owner to postgres; grant connect on database drift_new to public",
      ),
    );
    assert.deepEqual(
      compareCatalogs(expected, await catalogOf(database)).map(
        ({ kind, name }) => `${kind} ${name}`,
      ),
      ["database (this one)", "privilege everybody on this database"],
    );
    await dropDatabase(database);
    await dropDatabase({ ...server, database: "cruddur_expected" });
  });
});

describe("readCatalog", () => {
  it("works for the role that people read with, and gives the client back outside a transaction", async () => {
    const database = await freshDatabase("schema");
    await withClient(asRole(database, "cruddur_reader"), "drift", async (client) => {
      assert.deepEqual(compareCatalogs(await catalogOf(database), await readCatalog(client)), []);
      assert.equal(client.getTransactionStatus(), "I");
    });
    await dropDatabase(database);
  });
});

describe("driftText", () => {
  const differences: Difference[] = [
    { kind: "column", name: "public.users.email", expected: "text not null", found: "text" },
    { kind: "index", name: "public.i", expected: "CREATE INDEX i", found: undefined },
    { kind: "function", name: "public.f()", expected: undefined, found: "owner me\nbody\n" },
  ];

  it("shows what is expected and what is there", () => {
    assert.equal(
      driftText(differences),
      [
        "column public.users.email differs",
        "  - expected  text not null",
        "  + found     text",
        "",
        "index public.i is missing",
        "  - expected  CREATE INDEX i",
        "",
        "function public.f() is not ours",
        "  + found     owner me",
        "              body",
      ].join("\n"),
    );
  });

  it("shows a name on one line, whatever is in it", () => {
    const name = 'public."\u001b[2J\n\u202egone"';
    assert.equal(
      driftText([{ kind: "table", name, expected: undefined, found: "owner me" }]).split("\n")[0],
      String.raw`table public."\u001b[2J\u000a\u202egone" is not ours`,
    );
  });

  it("sums up", () => {
    assert.equal(driftSummary(differences), "3 differences: 1 missing, 1 different, 1 not ours.");
    assert.equal(driftSummary(differences.slice(1, 2)), "1 difference: 1 missing.");
  });
});
