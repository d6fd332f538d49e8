import assert from "node:assert/strict";
import type pg from "pg";
import { lossOf } from "#database/migrations/loss/loss-of";
import { mendSequences, sequencesIn } from "#database/migrations/loss/sequences";
import { openClient } from "#database/connection/connect";
import { dropDatabase, freshDatabase } from "#test/databases";

describe("lossOf", () => {
  let client: pg.Client;
  const notes: string[] = [];
  let drop: () => Promise<void>;
  before(async () => {
    const parameters = await freshDatabase();
    client = await openClient(parameters, "test");
    drop = () => dropDatabase(parameters);
  });
  after(async () => {
    await client.end();
    await drop();
  });

  /** The loss by statements on what others made, all in a transaction that leaves nothing. */
  async function loss(made: string, statements: string): Promise<string[]> {
    await client.query("begin");
    try {
      await client.query(made);
      return await lossOf(
        client,
        async () => void (await client.query(statements)),
        (text) => notes.push(text),
      );
    } finally {
      await client.query("rollback");
    }
  }

  const T =
    "create table t (id int, body text, at timestamptz, n numeric(6,2), f float8);" +
    "insert into t values (1, 'hello', '2026-01-02 03:04:05.6+07', 1.50, 0.1), (2, 'hi', null, 2, '-0'), (3, 'hi', 'infinity', 'NaN', 'NaN');";

  const losses: [string, string, string][] = [
    [
      "a shortened text",
      "alter table t alter body type varchar(3) using left(body, 3)",
      'column public.t."body": 1 of 3 values changed',
    ],
    [
      "a numeric without its fraction",
      "update t set n = 7 where n = 'NaN'; alter table t alter n type int",
      'column public.t."n": 2 of 3 values changed',
    ],
    [
      "a float made real",
      "update t set f = 0.123456789 where id = 1; alter table t alter f type real",
      'column public.t."f": 1 of 3 values changed',
    ],
    [
      "a sign of zero",
      "update t set f = 0 where id = 2",
      'column public.t."f": 1 of 3 values changed',
    ],
    [
      "a moment made a day",
      "delete from t where at = 'infinity'; alter table t alter at type date",
      'table public.t: 1 row deleted, column public.t."at": 2 of 3 values changed',
    ],
    [
      "a moment in another zone",
      "set timezone = 'Asia/Tokyo'; alter table t alter at type timestamp",
      'column public.t."at": 1 of 3 values changed',
    ],
    [
      "a column made anew under its name",
      "alter table t drop body; alter table t add body text default ''",
      'column public.t."body": 3 of 3 values changed',
    ],
    [
      "a table made anew under its name",
      "drop table t; create table t (id int, body text)",
      'table public.t: emptied of 3 rows, column public.t."at": values in 2 rows, column public.t."n": values in 3 rows, column public.t."f": values in 3 rows',
    ],
    [
      "a column, and a new name for the table",
      "alter table t rename to u; alter table u drop body",
      'column public.t."body": values in 3 rows',
    ],
    [
      "values that change places",
      "update t set id = 4 - id",
      "table public.t: values changed places between its rows",
    ],
    [
      "rows that are deleted and others added",
      "delete from t where id = 1; insert into t (id) values (9), (10)",
      'column public.t."id": 1 of 3 values changed, column public.t."body": 1 of 3 values changed, column public.t."at": 1 of 3 values changed, column public.t."n": 1 of 3 values changed, column public.t."f": 1 of 3 values changed',
    ],
    ["a sequence set back", "select setval('s', 3)", "sequence public.s: set back from 7 to 3"],
    [
      "a sequence begun anew",
      "alter sequence s restart",
      "sequence public.s: set back from 7 to its start",
    ],
    ["a sequence", "drop sequence s", "sequence public.s: it was at 7"],
    [
      "an attribute of a composite type",
      "alter type pair drop attribute b",
      'column public.c."p": 1 of 1 values changed, column public.c."ps": 1 of 1 values changed',
    ],
    [
      "rows that a trigger deletes",
      "create function f() returns trigger language plpgsql as 'begin delete from t; return null; end'; create trigger x after insert on e execute function f(); insert into e values (1)",
      "table public.t: emptied of 3 rows",
    ],
    ["a partition", "drop table parted_2", "table public.parted: 1 row deleted"],
    [
      "a column of a partitioned table",
      "alter table parted drop v",
      'column public.parted."v": values in 2 rows',
    ],
    ["a schema with what is in it", "drop schema other cascade", "table other.o: 1 row"],
    ["rows of a table that inherits", "truncate child", "table public.child: emptied of 1 row"],
    ["large objects", "select lo_unlink(loid) from lo", "large objects: 1 deleted"],
  ];
  const none: [string, string][] = [
    [
      "a longer type",
      "alter table t alter id type bigint; alter table t alter body type varchar(40)",
    ],
    ["numbers of another kind", "alter table t alter id type numeric(9,3), alter n type numeric"],
    [
      "a moment told in UTC without its zone",
      "set timezone = 'UTC'; alter table t alter at type timestamp",
    ],
    [
      "new names",
      "alter table t rename to u; alter table u rename body to words; alter schema other rename to another",
    ],
    [
      "names that change places",
      "alter table t rename id to x; alter table t rename body to id; alter table t rename x to body",
    ],
    [
      "a copy under the old name",
      "alter table t add b2 text; update t set b2 = body; alter table t drop body; alter table t rename b2 to body",
    ],
    [
      "a copied table",
      "create table u as select * from t; drop table t; alter table u rename to t",
    ],
    ["rows added", "insert into t (id) values (5); alter table t add more int default 1"],
    [
      "rows that are deleted and written again",
      "create temp table x as select * from t; truncate t; insert into t select * from x",
    ],
    ["another order on disk", "create index on t (body); cluster t using t_body_idx"],
    ["a label's new name", "alter type mood rename value 'sad' to 'blue'"],
    [
      "a type made anew",
      "alter type mood rename to old; create type mood as enum ('glad', 'sad'); alter table m alter mood type mood using mood::text::mood; drop type old",
    ],
    ["a partition that is detached", "alter table parted detach partition parted_2"],
    [
      "partitions made one table",
      "create table flat (like parted); insert into flat select * from parted; drop table parted; alter table flat rename to parted",
    ],
    [
      "a generated column, a view, an index",
      "alter table g drop twice; drop view w; alter table g add primary key (id)",
    ],
    ["an empty column, an empty table", "alter table g drop nothing; drop table e"],
  ];
  const made = `${T}
    create sequence s; select setval('s', 7);
    create type pair as (a int, b int); create table c (p pair, ps pair[]); insert into c values ((1, 2), array[row(1, 2)::pair]);
    create table e (id int);
    create table parted (k int, v text) partition by list (k);
    create table parted_1 partition of parted for values in (1); create table parted_2 (v text, k int);
    alter table parted attach partition parted_2 for values in (2); insert into parted values (1, 'a'), (2, 'b');
    create schema other; create table other.o as select 1 as id;
    create table parent (id int); create table child () inherits (parent); insert into child values (1);
    create table lo as select lo_create(0) as loid;
    create type mood as enum ('sad', 'glad'); create table m as select 'sad'::mood as mood;
    create table g (id int, twice int generated always as (id * 2) stored, nothing int); insert into g (id) values (1);
    create view w as select id from g;`;
  for (const [what, statements, said] of losses) {
    it(`tells of ${what}`, async () => {
      assert.deepEqual((await loss(made, statements)).join(", "), said);
    });
  }
  for (const [what, statements] of none) {
    it(`loses nothing by ${what}`, async () => {
      assert.deepEqual(await loss(made, statements), []);
    });
  }

  it("compares many rows by sums, which says that it does and never less than is lost", async () => {
    const many =
      "create table many as select i as id, repeat(md5(i::text), 20) as body from generate_series(1, 20001) as i";
    const expected: [string, RegExp | undefined][] = [
      [
        "update many set id = 0 where id = 7",
        /"id": values changed, in a table of 20,001 rows, too many/,
      ],
      [
        "delete from many where id = 7",
        /public\.many: 1 row deleted; of so many it cannot be told/,
      ],
      ["update many set id = 20002 - id", /values changed places/],
      ["alter table many alter id type numeric", undefined],
      ["truncate many", /emptied of 20,001 rows/],
    ];
    for (const [statements, said] of expected) {
      const lines = (await loss(many, statements)).join();
      assert.match(lines, said ?? /^$/);
      assert.match(notes.splice(0).join(), /^Comparing public\.many before and after, \d+ MB …$/);
    }
  });

  it("takes a sequence forward again that a rolled back setval() has set back", async () => {
    await client.query("create sequence back; select setval('back', 7)");
    const sequences = await sequencesIn(client);
    await loss("", "select setval('back', 2)");
    await mendSequences(client, sequences);
    assert.equal((await client.query("select nextval('back') as it")).rows[0].it, "8");
  });

  it("leaves the session's settings as the work made them", async () => {
    await client.query("begin; create table t as select 1 as id");
    await lossOf(
      client,
      async () => void (await client.query("delete from t; set local datestyle = 'German'")),
      () => {},
    );
    const { rows } = await client.query("show datestyle");
    await client.query("rollback");
    assert.match(rows[0].DateStyle, /German/);
  });
});
