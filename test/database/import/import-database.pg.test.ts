import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { foreignTables } from "#database/fence/foreign-tables";
import { importedContents } from "#database/import/import-database";
import type { Judgement } from "#database/import/judge";
import type { JudgedRows } from "#database/import/judged-rows";
import { writeLeftOut } from "#database/import/left-out";
import { setup } from "#database/replacement/setup";
import { undo } from "#database/replacement/undo";
import { RefusedError, UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { literal } from "#lib/sql/quote";
import { rowsIn, testServer } from "#test/databases";
import { describeWithOlderPostgres } from "#test/older/older-postgres";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  within,
} from "#test/targets";
import { BOOTCAMP_ROWS, BOOTCAMP_TABLES, bootcampDatabase } from "#test/older/bootcamp-database";

type Judged = (
  judgement: Judgement,
  write: (file: string) => Promise<void>,
) => Promise<void> | void;

/** Imports into a target; `onJudged` may write the rows that are left out, or throw. */
async function importFrom(
  source: ConnectionParameters,
  target: Target,
  {
    zone = "UTC",
    onJudged = () => {},
    dryRun = false,
  }: { zone?: string; onJudged?: Judged; dryRun?: boolean } = {},
): Promise<Judgement> {
  let judgement: Judgement | undefined;
  const contents = importedContents({
    source,
    target,
    zone,
    async onJudged(_shape, judged, client, rows: JudgedRows) {
      judgement = judged;
      await onJudged(judged, (file) => writeLeftOut(file, client, rows));
    },
  });
  try {
    const consent = consentOf(target.parameters.database);
    await setup(target, { consent, steps: silentSteps(), tell: () => {}, contents, dryRun });
  } finally {
    await contents.close();
  }
  return judgement!;
}

describeWithOlderPostgres("importedContents, from an older PostgreSQL", (server) => {
  let target: Target;
  beforeEach(async () => (target = await localTarget()));
  afterEach(() => removeTarget(target));

  const everything = () =>
    within(target, async (client) => {
      await client.query("set timezone = 'UTC'");
      const { rows } = await client.query<{ it: unknown[] }>(
        `select array[handle, email, cognito_user_id, users.created_at::text, message,
           reply_to_activity_uuid::text, expires_at::text, activities.created_at::text] as it
         from users left join activities on user_uuid = users.uuid order by users.created_at`,
      );
      return rows.map(({ it }) => it);
    });

  it("brings users, cruds and times, and is undone", async () => {
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
    const before = await within(target, rowsIn);
    const source = await bootcampDatabase(server(), "whole");
    const judgement = await importFrom(source, target);
    assert.deepEqual(judgement, {
      users: 3,
      activities: 2,
      findings: [],
      repliesLost: 1,
      withoutEmail: 1,
    });
    assert.deepEqual(await everything(), [
      [
        "ada",
        "ada@engine.example",
        "MOCK",
        "2023-03-01 12:00:00+00",
        "one\ttab \\ and\nlines",
        null,
        null,
        "2023-07-03 12:00:00+00",
      ],
      ["joan", "joan@mock.invalid", "MOCK", "2023-03-02 12:00:00+00", null, null, null, null],
      [
        "alan",
        "alan@bletchley.example",
        "a-real-one",
        "2023-07-02 12:00:00+00",
        "two",
        null,
        null,
        "2023-03-03 12:00:00.000001+00",
      ],
    ]);
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
    await undo(target, { consent: consentOf(), dryRun: false, tell: () => {} });
    assert.deepEqual(await within(target, rowsIn), before);
  });

  it("is what is said to type where the older server is the one of CONNECTION_URL", async () => {
    const source = await bootcampDatabase(server(), "taken-along");
    const refusal = await withClient(source, "test", foreignTables);
    assert.match(refusal!.hint!, /unset CONNECTION_URL; npm run db:import -- --from OLD_URL$/);
  });

  it("takes times without a zone as those of the zone that is named, summer time too", async () => {
    const source = await bootcampDatabase(server(), "zone");
    await importFrom(source, target, { zone: "Europe/Lisbon" });
    const times = (await everything()).map((row) => row[3]);
    assert.deepEqual(times, [
      "2023-03-01 12:00:00+00",
      "2023-03-02 12:00:00+00",
      "2023-07-02 11:00:00+00",
    ]);
    await assert.rejects(importFrom(source, target, { zone: "Mars/Base" }), RefusedError);
  });

  it("keeps replies that refer to a crud", async () => {
    const sql = `${BOOTCAMP_TABLES.replace("reply_to_activity_uuid integer", "reply_to_activity_uuid uuid")}
      ${BOOTCAMP_ROWS.replace("3, null", "null, null")};
      update activities set reply_to_activity_uuid = '00000000-0000-4000-8000-0000000000a2' where message <> 'two';
      insert into activities (user_uuid, message, reply_to_activity_uuid) select uuid, 'to nothing', uuid from users limit 1`;
    const { repliesLost } = await importFrom(
      await bootcampDatabase(server(), "replies", sql),
      target,
    );
    assert.equal(repliesLost, 1);
    const { rows } = await within(target, (client) =>
      client.query(
        "select reply_to_activity_uuid::text as it from activities where reply_to_activity_uuid is not null",
      ),
    );
    assert.deepEqual(rows, [{ it: "00000000-0000-4000-8000-0000000000a2" }]);
  }).timeout(20_000);

  it("finds every kind of row that cannot be taken, and leaves these out into a file", async () => {
    const one = "00000000-0000-4000-8000-000000000001";
    const source = await bootcampDatabase(
      server(),
      "faulty",
      `${BOOTCAMP_TABLES}${BOOTCAMP_ROWS}
       insert into users (display_name, handle, email, cognito_user_id, created_at) values
         (null, 'noname', 'n@x.example', 'MOCK', now()), ('A', 'two words', 'w@x.example', 'MOCK', now()),
         ('A', repeat('h', 51), 'l@x.example', 'MOCK', now()), ('A', 'ADA', 'other@x.example', 'MOCK', now()),
         ('A', 'mail', 'ADA@engine.example', 'MOCK', now()), ('A', 'cid', 'c@x.example', 'a-real-one', now()),
         ('A', 'real', null, 'another', now()), ('A', 'inf', 'i@x.example', 'MOCK', 'infinity'), ('A', 'never', 'v@x.example', 'MOCK', null);
       insert into activities (user_uuid, message, created_at, expires_at, likes_count) values
         (gen_random_uuid(), 'orphan', now(), null, 0), (null, 'nobody', now(), null, 0), ('${one}', '', now(), null, 0),
         ('${one}', repeat('m', 281), now(), null, 0), ('${one}', 'inf', '-infinity', null, 0),
         ('${one}', 'exp', now(), '20000-01-01', 0), ('${one}', 'count', now(), null, -1),
         ((select uuid from users where handle = 'ADA'), 'of one left out', now(), null, 0)`,
    );
    const refusal = new RefusedError("stop", "");
    await assert.rejects(
      importFrom(source, target, {
        onJudged: () => {
          throw refusal;
        },
      }),
      refusal,
    );
    assert.deepEqual(await endingsOf(target), []);
    const directory = await mkdtemp(path.join(tmpdir(), "left-out-"));
    try {
      const file = path.join(directory, "rows.jsonl");
      const { findings } = await importFrom(source, target, {
        onJudged: (_, write) => write(file),
      });
      const found = Object.fromEntries(
        findings.map(({ table, fault, rows }) => [`${table}: ${fault.replace(/,.*/, "")}`, rows]),
      );
      assert.deepEqual(found, {
        "users: no display name": 1,
        "users: no handle": 2,
        "users: the handle of another row": 1,
        "users: the email of another row": 1,
        "users: the Cognito id of another row": 1,
        "users: a Cognito id": 1,
        "users: no created_at": 2,
        "activities: a user who is not there": 3,
        "activities: no message": 2,
        "activities: no created_at": 1,
        "activities: an expires_at that is no date": 1,
        "activities: a count below 0 or out of range": 1,
      });
      const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
      const kept = lines.map(
        (line) => JSON.parse(line) as { row: { message?: string; handle?: string } },
      );
      assert.equal(kept.length, 9 + 8);
      assert.ok(kept.some(({ row }) => row.message === "of one left out"));
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.deepEqual(await within(target, rowsIn), { users: 3, activities: 2 });
    } finally {
      await rm(directory, { recursive: true });
    }
  }).timeout(20_000);

  it("refuses what is no database of the bootcamp, in words", async () => {
    const tables = BOOTCAMP_TABLES;
    const cases: [string, RegExp][] = [
      ["select", /no table public\.users\. /],
      [
        `${tables} alter table users rename to people; create view users as select * from people`,
        /only view "public"\."users"/,
      ],
      [
        `${tables} create schema app; alter table users set schema app`,
        /only table "app"\."users"/,
      ],
      [
        `${tables} alter table activities rename to "Activities"`,
        /only table "public"\."Activities"/,
      ],
      [tables, /have no rows/],
      [`${tables} alter table users drop column handle`, /have no column handle/],
      [`${tables} alter table users alter created_at type text`, /has created_at as text/],
    ];
    for (const [sql, says] of cases) {
      const source = await bootcampDatabase(server(), "strange", sql);
      await assert.rejects(importFrom(source, target), (error) => {
        assert.ok(error instanceof RefusedError, String(error));
        assert.match(error.message, says);
        return true;
      });
    }
    assert.deepEqual(await endingsOf(target), []);
  });

  it("names the source in its faults, and writes nothing to it", async () => {
    const source = await bootcampDatabase(
      server(),
      "private",
      `${BOOTCAMP_TABLES}${BOOTCAMP_ROWS}
       drop role if exists stranger; create role stranger login password 'stranger';
       drop role if exists neighbour; create role neighbour login password 'neighbour'`,
    );
    const neighbour = { ...source, user: "neighbour", password: "neighbour" };
    const stranger = { ...source, user: "stranger", password: "stranger" };
    for (const [from, says] of [
      [stranger, /^The source, database private at .*permission denied for table/],
      [{ ...stranger, password: "" }, /^--from has no password, and the server at /],
      [{ ...source, password: "wrong" }, /^The source, .*password authentication failed/],
      [{ ...source, database: "nowhere" }, /^The source, database nowhere .*does not exist/],
      [{ ...source, port: 1 }, /^The source, .*ECONNREFUSED/],
    ] as const) {
      await assert.rejects(importFrom(from, target), (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, says);
        return true;
      });
    }
    await withClient(source, "test", (client) =>
      client.query(
        `grant select on users, activities to neighbour;
         alter table activities enable row level security; create policy partly on activities using (message = 'two')`,
      ),
    );
    await assert.rejects(importFrom(neighbour, target), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, /^The source, database private .* row-level security policy/);
      assert.match(error.hint!, /neighbour may see some of its rows only/);
      return true;
    });
    const size = () =>
      withClient(
        source,
        "test",
        async (client) =>
          (await client.query<{ it: string }>("select txid_current_snapshot()::text as it"))
            .rows[0]!.it,
      );
    await importFrom(source, target, { dryRun: true });
    const before = await size();
    await importFrom(source, target);
    assert.equal(await size(), before, "a transaction has written");
  });

  it("leaves the present database when the source goes away in the midst", async () => {
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
    const before = await within(target, rowsIn);
    const source = await bootcampDatabase(
      server(),
      "dying",
      `${BOOTCAMP_TABLES}${BOOTCAMP_ROWS}
       insert into activities (user_uuid, message) select '00000000-0000-4000-8000-000000000001', repeat('m', 280) from generate_series(1, 30000)`,
    );
    const end = () =>
      withClient({ ...source, database: "postgres" }, "other", (client) =>
        client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'dying'",
        ),
      );
    await assert.rejects(
      importFrom(source, target, { onJudged: async () => void (await end()) }),
      (error) => error instanceof UserError && /^The source, database dying/.test(error.message),
    );
    assert.deepEqual(await within(target, rowsIn), before);
    assert.deepEqual(await endingsOf(target), [""]);
  }).timeout(20_000);

  it("takes any text that fits, letter by letter", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .filter((it) => !it.includes("\0"));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (messages) => {
        const values = messages.map(
          (message) => `('00000000-0000-4000-8000-000000000001', ${literal(message)})`,
        );
        const source = await bootcampDatabase(
          server(),
          "texts",
          `${BOOTCAMP_TABLES}${BOOTCAMP_ROWS} delete from activities; insert into activities (user_uuid, message) values ${values.join(", ")}`,
        );
        await importFrom(source, target);
        const { rows } = await within(target, (client) =>
          client.query<{ message: string }>("select message from activities"),
        );
        assert.deepEqual(rows.map(({ message }) => message).sort(), [...messages].sort());
      }),
      { numRuns: 4 },
    );
  }).timeout(20_000);
});

describe("importedContents, from the target's own server", () => {
  let target: Target;
  beforeEach(async () => (target = await localTarget()));
  afterEach(() => removeTarget(target));

  it("takes the target's own database when it is not ours, and keeps it", async () => {
    await bootcampDatabase(await testServer(), target.parameters.database);
    await importFrom(target.parameters, target);
    assert.deepEqual(await within(target, rowsIn), { users: 3, activities: 2 });
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
  });

  it("refuses the databases that it would drop", async () => {
    const { database } = target.parameters;
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
    for (const name of [database, `${database}_prev`]) {
      await assert.rejects(
        importFrom({ ...target.parameters, database: name }, target),
        (error) => error instanceof RefusedError && /is the target's own/.test(error.message),
      );
    }
  });

  it("takes a database of our own shape from another name", async () => {
    const other = await localTarget();
    try {
      await setup(other, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
      await importFrom(other.parameters, target);
      assert.deepEqual(await within(target, rowsIn), await within(other, rowsIn));
    } finally {
      await removeTarget(other);
    }
  });
});
