import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { seed, SEEDS_DIRECTORY } from "#database/seeds/seed";
import { seedTarget } from "#database/seeds/seed-target";
import { setup } from "#database/replacement/setup";
import { RefusedError, UserError } from "#lib/errors";
import { dropDatabase, freshDatabase, seededRows } from "#test/databases";
import { consentOf, localTarget, removeTarget, silentSteps } from "#test/targets";

describe("seed", () => {
  let database: ConnectionParameters;
  let directory: string;
  beforeEach(async () => {
    database = await freshDatabase();
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-seeds-"));
  });
  afterEach(async () => {
    await dropDatabase(database);
    await rm(directory, { recursive: true });
  });

  const run = (folder = directory) =>
    withClient(database, "test", (client) => seed(client, folder));
  const rowsOf = (text: string) =>
    withClient(database, "test", async (client) => (await client.query(text)).rows);
  const everything = () =>
    rowsOf(
      "select to_jsonb(users) as row from users union all select to_jsonb(activities) from activities order by 1",
    );

  it("gives a feed that is alive: several people, different ages and lifetimes, all still to be seen", async () => {
    await run(SEEDS_DIRECTORY);
    const [seen] = await rowsOf(`
      select count(*)::int as cruds, count(distinct user_uuid)::int as people,
        count(distinct expires_at - created_at)::int as lifetimes,
        count(*) filter (where coalesce(expires_at, 'infinity') > now() and created_at < now())::int as live,
        count(reply_to_activity_uuid)::int as replies
      from activities`);
    assert.equal(seen.live, seen.cruds);
    assert.ok(seen.cruds >= 9 && seen.people >= 5 && seen.lifetimes >= 5 && seen.replies >= 1);
  });

  it("changes nothing when it runs again", async () => {
    await run(SEEDS_DIRECTORY);
    const once = await everything();
    await run(SEEDS_DIRECTORY);
    assert.deepEqual(await everything(), once);
  });

  it("brings back what was deleted and leaves what was changed", async () => {
    await run(SEEDS_DIRECTORY);
    await rowsOf("delete from activities where likes_count = 31");
    await rowsOf("update users set display_name = 'Somebody' where handle = 'amara'");
    await run(SEEDS_DIRECTORY);
    const [found] = await rowsOf("select count(*)::int as cruds from activities");
    assert.equal(found.cruds, (await seededRows()).activities);
    assert.deepEqual(await rowsOf("select display_name from users where handle = 'amara'"), [
      { display_name: "Somebody" },
    ]);
  });

  it("leaves out the cruds of a person whose handle or email somebody else has", async () => {
    await rowsOf(
      "insert into users (display_name, email, handle, cognito_user_id) values ('Real', 'amara@cruddur.example', 'real_one', 'a-sub')",
    );
    await run(SEEDS_DIRECTORY);
    const [row] = await rowsOf(
      "select count(*)::int as cruds from activities join users on users.uuid = user_uuid where email like 'amara@%'",
    );
    assert.equal(row.cruds, 0);
  });

  it("runs the files by name, so that a row comes after what it refers to", async () => {
    await writeFile(
      path.join(directory, "0002-cruds.sql"),
      "insert into activities (user_uuid, message) select uuid, 'hello' from users where handle = 'ada';",
    );
    await writeFile(
      path.join(directory, "0001-people.sql"),
      "insert into users (display_name, email, handle, cognito_user_id) values ('Ada', 'ada@example.com', 'ada', 'MOCK');",
    );
    await run();
    assert.deepEqual(await rowsOf("select message from activities"), [{ message: "hello" }]);
  });

  it("keeps no seed when one fails, and shows file, line and column", async () => {
    await cp(SEEDS_DIRECTORY, directory, { recursive: true });
    await writeFile(
      path.join(directory, "9999-more.sql"),
      "select 1;\n\ninsert into users (nickname) values ('x');\n",
    );
    await assert.rejects(run(), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /9999-more\.sql:3:20: column "nickname" of relation "users" does not exist/,
      );
      assert.match(error.hint!, /No seed was kept/);
      return true;
    });
    assert.deepEqual(await everything(), []);
  });

  it("takes Windows line ends and a byte order mark for nothing", async () => {
    const text = "\ufeff-- first\r\nselect 1;\r\nselect\r\n  nowhere;\r\n";
    await writeFile(path.join(directory, "0001-a.sql"), text);
    await assert.rejects(
      run(),
      /0001-a\.sql:4:3: column "nowhere" does not exist\n {6}nowhere;\n {6}\^/,
    );
  });

  it("names the line of a row that a constraint refuses", async () => {
    const person =
      "insert into users (display_name, email, handle, cognito_user_id) values ('Ada', 'ada@example.com', 'ada', 'MOCK');";
    await writeFile(
      path.join(directory, "0001-bad.sql"),
      `-- people; 😀\n${person}\nselect 1 where false;\n\n-- again\n  ${person}\nselect 2;`,
    );
    await assert.rejects(run(), (error: unknown) => {
      assert.ok(error instanceof UserError);
      const [first, line, caret, detail] = error.message.split("\n");
      assert.match(first!, /0001-bad\.sql:6:3: duplicate key value violates unique constraint/);
      assert.equal(line, `      ${person}`);
      assert.equal(caret, "      ^");
      assert.match(detail!, /already exists/);
      return true;
    });
  });

  const write = (text: string) => writeFile(path.join(directory, "0001-a.sql"), text);
  const ADA =
    "insert into users (display_name, email, handle, cognito_user_id) values ('Ada', 'ada@example.com', 'ada', 'MOCK');";

  it("refuses a statement that is not a seed's before anything is run", async () => {
    const statements = [
      ...["begin", "commit", "COMMIT AND CHAIN", "rollback", "abort", "end", "start transaction"],
      ...["savepoint a", "release a", "prepare transaction 'a'", "copy users from stdin"],
      ...["\\copy users from 'a.csv'", "\\set x 1"],
    ];
    for (const statement of statements) {
      await write(`${ADA}\n-- why\n${statement};\n`);
      await assert.rejects(
        run(),
        ({ message, hint }: UserError) =>
          /0001-a\.sql:3: .*Nothing was run\.$/.test(message) &&
          /^(Take it out|Write )/.test(hint!),
        statement,
      );
    }
    assert.deepEqual(await everything(), []);
  });

  it("counts the rows that there are more, and lets a new database's seed begin with a delete", async () => {
    await write(`${ADA} select 1 as one union select 2;`);
    assert.deepEqual(await run(), [{ file: "0001-a.sql", added: 1 }]);
    await write(`delete from users; ${ADA} update users set display_name = 'Eve';`);
    assert.deepEqual(await run(), [{ file: "0001-a.sql", added: 0 }]);
    await write("truncate users cascade;");
    assert.deepEqual(await run(), [{ file: "0001-a.sql", added: -1 }]);
  });

  it("tells a judge what is gone, and keeps what the judge keeps", async () => {
    await run(SEEDS_DIRECTORY);
    await rowsOf("create sequence counter");
    await rowsOf("select setval('counter', 7)");
    const once = await everything();
    const judged = (isKept: boolean) =>
      withClient(database, "test", async (client) => {
        const told: string[] = [];
        const keep = (loss: readonly string[]) => (told.push(...loss), isKept);
        await seed(client, directory, { note: () => {}, keep });
        return told;
      });
    const { users, activities } = await seededRows();
    const losses = {
      [ADA]: [],
      "delete from activities where likes_count = 31;": ["table public.activities: 1 row deleted"],
      "update users set display_name = 'X' where handle = 'amara';": [
        `column public.users."display_name": 1 of ${users} values changed`,
      ],
      "select setval('counter', 3);": ["sequence public.counter: set back from 7 to 3"],
      "drop table activities cascade;": [`table public.activities: ${activities} rows`],
    };
    for (const [text, loss] of Object.entries(losses)) {
      await write(text);
      assert.deepEqual(await judged(false), loss, text);
    }
    assert.deepEqual(await everything(), once);
    assert.deepEqual(await rowsOf("select last_value::int from counter"), [{ last_value: 7 }]);
    await write("delete from activities;");
    await judged(true);
    assert.equal((await everything()).length, users);
  });

  it("refuses a seed that changes the commands' own tables", async () => {
    for (const table of ["cruddur_meta", "cruddur_migrations"]) {
      await write(`${ADA} drop table ${table};`);
      await assert.rejects(run(), /0001-a\.sql changes public\.cruddur_meta or/);
    }
    assert.deepEqual(await everything(), []);
  });

  it("leaves the connection fit for use after a failure", async () => {
    await writeFile(path.join(directory, "0001-bad.sql"), "select nowhere;");
    await withClient(database, "test", async (client) => {
      await assert.rejects(seed(client, directory));
      assert.equal((await client.query("select 1 as one")).rows[0].one, 1);
    });
  });
});

describe("seedTarget", () => {
  it("takes away what was there only with the database's name as consent, and tells a dry run of it", async () => {
    const target = await localTarget();
    const directory = await mkdtemp(path.join(tmpdir(), "cruddur-seeds-"));
    try {
      const { database } = target.parameters;
      await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
      await writeFile(path.join(directory, "0001-a.sql"), "delete from activities;");
      const { activities } = await seededRows();
      const gone = `table public.activities: emptied of ${activities} rows`;
      const run = (consent = consentOf(), dryRun = false) =>
        seedTarget(target, { consent, dryRun, directory });
      const outcome = [{ file: "0001-a.sql", added: -activities }];
      await assert.rejects(run(), (error: unknown) => {
        assert.ok(error instanceof RefusedError);
        assert.equal(
          error.message,
          `The seeds take away what was there before them. No seed was kept.\n  ${gone}`,
        );
        assert.match(error.hint!, new RegExp(`npm run db:seed -- .*--confirm ${database}$`));
        return true;
      });
      const consent = consentOf();
      assert.deepEqual(await run(consent, true), outcome);
      assert.deepEqual(consent.notes, [`Would be lost:\n  ${gone}`]);
      assert.deepEqual(await run(consentOf(database)), outcome);
      // Nothing is left to take away.
      assert.deepEqual(await run(), [{ file: "0001-a.sql", added: 0 }]);
    } finally {
      await removeTarget(target);
      await rm(directory, { recursive: true });
    }
  });
});
