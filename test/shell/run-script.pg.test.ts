import assert from "node:assert/strict";
import type { ConnectionParameters } from "#database/connection/connect";
import { withClient } from "#database/connection/connect";
import { UserError } from "#lib/errors";
import { jsonRows } from "#shell/result";
import { runScript } from "#shell/run-script";
import { ShellSession } from "#shell/session";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";
import { until } from "#test/until";

let database: ConnectionParameters;
let session: ShellSession;
let printed: string[];

before(async () => {
  database = await freshDatabase("seeded");
});
after(() => dropDatabase(database));

beforeEach(() => {
  printed = [];
  session = new ShellSession(database);
  session.onNotice = (text) => printed.push(text);
});
afterEach(() => session.close());

const run = (text: string, check?: () => void) => {
  const state = {
    session,
    expanded: false,
    timing: false,
    isDone: false,
    width: 80,
    print: (line: string) => printed.push(line),
  };
  return runScript({ name: "it.sql", text }, state, check);
};

async function failureOf(text: string): Promise<string> {
  try {
    await run(text);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
  throw new Error("it did not fail");
}

describe("runScript", () => {
  it("prints rows and what was done, and tells notices", async () => {
    await run(
      "create temp table t (n int, note text); insert into t values (1, null), (22, 'x');\n" +
        "drop table if exists nope; select * from t order by n",
    );
    assert.deepEqual(printed, [
      "CREATE TABLE",
      "INSERT 0 2",
      'NOTICE:  table "nope" does not exist, skipping',
      "DROP TABLE",
      [" n  | note", "----+------", "  1 | NULL", " 22 | x", "(2 rows)"].join("\n"),
    ]);
  });

  it("stops at the first error and says where in the whole text it is", async () => {
    const message = await failureOf(
      "select 1;\n\nselect handle,\n  nothing from users;\nselect 3;",
    );
    assert.equal(
      message,
      'it.sql:4:3: column "nothing" does not exist\n      nothing from users;\n      ^',
    );
    assert.equal(printed.length, 1);
  });

  it("places the caret after Windows line ends and wide characters", async () => {
    assert.equal(
      await failureOf("select 1;\r\nselect '🎉', nope;\r\n"),
      "it.sql:2:14: column \"nope\" does not exist\n    select '🎉', nope;\n                 ^",
    );
  });

  it("keeps nothing of a text whose end fails", async () => {
    await failureOf("create table lost (); select nope;");
    assert.equal(session.transaction, "none");
    await run("create table made (); insert into made default values;");
    await withClient(database, "test", async (client) => {
      const { rows } = await client.query(
        "select to_regclass('lost') as lost, (select count(*)::int from made) as made",
      );
      assert.deepEqual(rows, [{ lost: null, made: 1 }]);
    });
  });

  it("makes each statement a transaction where one cannot be in it, and keeps what the text says is one together", async () => {
    await failureOf("create table kept (); begin; create table lost (); select nope;");
    await session.close();
    await withClient(database, "test", async (client) => {
      const { rows } = await client.query(
        "select to_regclass('kept') is not null as kept, to_regclass('lost') is not null as lost",
      );
      assert.deepEqual(rows, [{ kept: true, lost: false }]);
    });
  });

  it("refuses COPY from STDIN, which would wait for ever", async () => {
    assert.match(
      await failureOf("/* load */ copy users from stdin;"),
      /COPY from STDIN and to STDOUT are psql's/,
    );
  });

  it("ends between two statements when it is told to", async () => {
    let calls = 0;
    const check = () => {
      calls += 1;
      if (calls === 2) throw new Error("stop");
    };
    await assert.rejects(run("select 1; select 2;", check), /stop/);
    assert.equal(printed.length, 1);
  });

  it("does nothing for nothing", async () => {
    assert.deepEqual(await run(" -- nothing\n;;"), []);
  });
});

describe("runMetaCommand", () => {
  const printedBy = async (text: string) => {
    await run(text);
    return printed.join("\n");
  };

  it("lists tables, roles, schemas and databases", async () => {
    assert.match(await printedBy("\\dt\n"), /public \| activities +\| table \| cruddur_owner/);
    assert.match(await printedBy("\\d\n"), /cruddur_migrations_id_seq \| sequence/);
    assert.match(
      await printedBy("\\du cruddur_*\n"),
      /cruddur_migrator +\| 5 connections +\| cruddur_owner/,
    );
    assert.match(await printedBy("\\dn\n"), /public +\| pg_database_owner/);
    assert.match(
      await printedBy(`\\l ${database.database}\n`),
      new RegExp(`${database.database} \\| cruddur_owner`),
    );
  });

  it("describes a table: columns, indexes, checks, keys and who refers to it", async () => {
    const text = await printedBy("\\d users\n");
    assert.match(text, /^Table "public.users"/);
    assert.match(text, /handle +\| text +\| not null/);
    assert.match(text, /"users_pkey" PRIMARY KEY, btree \(uuid\)/);
    assert.match(text, /"users_handle_key" UNIQUE, btree \(lower\(handle\)\)/);
    assert.match(text, /Referenced by:\n {4}TABLE "activities" CONSTRAINT/);
    assert.match(
      await printedBy("\\d activities\n"),
      /Foreign keys:\n.*REFERENCES activities\(uuid\)/,
    );
  });

  it("shows rows as blocks, and how long a statement takes", async () => {
    await run("\\x on\n\\timing\nselect 1 as one;");
    assert.deepEqual(printed.slice(0, 3), [
      "Rows as blocks: on.",
      "Timing is on.",
      "-[ row 1 ]-\none | 1\n(1 row)",
    ]);
    assert.match(printed[3]!, /^Time: \d+/);
  });

  it("connects to another database, and stays where it is when that fails", async () => {
    const other = await freshDatabase("schema");
    await run(`\\c ${other.database}\nselect count(*) from users;`);
    assert.match(printed[0]!, new RegExp(`Connected to database "${other.database}"`));
    assert.match(printed[1]!, / 0\n/);
    assert.match(await failureOf("\\c nowhere\n"), /database "nowhere" does not exist/);
    await run("\\conninfo\n");
    assert.match(printed.at(-1)!, new RegExp(other.database));
    await session.close();
    await dropDatabase(other);
  });

  it("ends at \\q, and names a command that it does not have", async () => {
    await run("select 1; \\q\nselect 2;");
    assert.equal(printed.length, 1);
    assert.match(await failureOf("\\copy users to x\n"), /no command \\copy/);
    assert.match(await failureOf("\\d nothing\n"), /no table, view or index called nothing/);
    assert.match(await failureOf("\\x maybe\n"), /neither on nor off/);
  });
});

describe("ShellSession", () => {
  it("cancels what runs, and goes on", async () => {
    await session.open();
    const sleeping = session.run("select pg_sleep(60)");
    const failed = assert.rejects(sleeping, { code: "57014" });
    // What has not begun cannot be cancelled.
    await until("the server sleeps", () =>
      withClient(database, "test", async (client) => {
        const { rowCount } = await client.query(
          "select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
        );
        return rowCount === 1;
      }),
    );
    await session.cancel();
    await failed;
    assert.deepEqual((await session.run("select 1")).rows, [["1"]]);
  });

  it("opens another connection after one that was lost", async () => {
    await session.open();
    const { rows } = await session.run("select pg_backend_pid()");
    await withClient(database, "test", (client) =>
      client.query("select pg_terminate_backend($1, 5000)", [Number(rows[0]![0])]),
    );
    await until("the session knows that its connection is gone", () => !session.isOpen);
    assert.deepEqual((await session.run("select 2")).rows, [["2"]]);
  });

  it("changes nothing as the reader", async () => {
    const reader = new ShellSession(asRole(database, "cruddur_reader"));
    await assert.rejects(reader.run("delete from users"), { code: "25006" });
    await reader.close();
  });

  it("knows the transaction's state", async () => {
    await session.open();
    assert.equal(session.transaction, "none");
    await session.run("begin");
    assert.equal(session.transaction, "open");
    await assert.rejects(session.run("select nope"));
    assert.equal(session.transaction, "failed");
  });
});

describe("jsonRows", () => {
  it("gives JSON's own values, and PostgreSQL's text where JavaScript would round", async () => {
    const result = await session.run(
      `select 1 as n, 2 as n, 9007199254740993 as big, 1.50 as exact, 2.5::float8 as float, 'nan'::float8 as nan,
         true as yes, null as nothing, '{"a":[1]}'::jsonb as json, array[1,2] as list, date '2026-03-01' as day`,
    );
    assert.deepEqual(jsonRows(result), [
      {
        n: 1,
        n_2: 2,
        big: "9007199254740993",
        exact: "1.50",
        float: 2.5,
        nan: "NaN",
        yes: true,
        nothing: null,
        json: { a: [1] },
        list: "{1,2}",
        day: "2026-03-01",
      },
    ]);
  });
});
