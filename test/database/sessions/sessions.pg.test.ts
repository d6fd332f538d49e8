import assert from "node:assert/strict";
import pg from "pg";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import { endSessions } from "#database/sessions/end";
import { listDropObstacles, listSessions, type Session } from "#database/sessions/sessions";
import { sessionsText } from "#database/sessions/text";
import { blockingTree } from "#database/sessions/tree";
import { asRole, asTestSuperuser, dropDatabase, freshDatabase, testServer } from "#test/databases";
import { until } from "#test/until";

let database: ConnectionParameters;
let opened: pg.Client[] = [];

/** A session of another program. It may be ended by the test, which is no error. */
async function openSession(
  application: string,
  parameters: ConnectionParameters = database,
): Promise<pg.Client> {
  const client = new pg.Client({ ...parameters, application_name: application });
  client.on("error", () => {});
  await client.connect();
  opened.push(client);
  return client;
}

const pidOf = async (client: pg.Client): Promise<number> =>
  (await client.query("select pg_backend_pid() as pid")).rows[0].pid;

/** Looks until the sessions are as wanted: a lock's waiter is seen only once it waits. */
async function sessionsWhen(
  ready: (sessions: Session[]) => boolean,
  parameters = database,
): Promise<Session[]> {
  return withClient(parameters, "sessions", async (client) => {
    let sessions: Session[] = [];
    await until(
      () => `the sessions that the test wants, and not ${JSON.stringify(sessions)}`,
      async () => ready((sessions = await listSessions(client, parameters.database))),
    );
    return sessions;
  });
}

const view = (sessions: readonly Session[]) => ({
  sessions,
  obstacles: [],
  target: { name: "local" },
  database: database.database,
  user: database.user,
  all: false,
  blocking: false,
  width: 200,
});

beforeEach(async () => {
  database = await freshDatabase("seeded");
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((client) => client.end().catch(() => {})));
  await dropDatabase(database);
});

describe("listSessions", () => {
  it("tells who is there, from where, for how long and in what state, and leaves itself out", async () => {
    const psql = await openSession("psql");
    await psql.query("select 'last words'");
    const [session, ...others] = await sessionsWhen((sessions) => sessions[0]?.state === "idle");
    assert.deepEqual(others, []);
    assert.equal(session!.pid, await pidOf(psql));
    assert.equal(session!.user, database.user);
    assert.equal(session!.application, "psql");
    assert.equal(session!.isOurs, false);
    assert.match(session!.from!, /^127\.0\.0\.1:\d+$/);
    assert.equal(session!.query, "select 'last words'");
    assert.equal(session!.transactionFor, undefined);
    assert.ok(session!.connectedFor! >= 0 && session!.stateFor! <= session!.connectedFor!);
    assert.equal(session!.blocksDrop, true);
  });

  it("knows our own clients by their name", async () => {
    await withClient(database, "api", async () => {
      const [session] = await sessionsWhen((sessions) => sessions.length === 1);
      assert.equal(session!.isOurs, true);
    });
  });

  it("shows a session that is idle in a transaction, and since when", async () => {
    const editor = await openSession("DBeaver");
    await editor.query("begin");
    await editor.query("select 1");
    const [session] = await sessionsWhen(([first]) => first?.state === "idle in transaction");
    assert.ok(session!.transactionFor! >= session!.stateFor!);
    assert.match(sessionsText(view([session!])), /DBeaver .* idle in transaction \d+ s/);
  });

  it("draws a chain of three sessions as a tree, with the table they wait for", async () => {
    const first = await openSession("psql");
    const second = await openSession("api");
    const third = await openSession("worker");
    await first.query("begin; update users set display_name = display_name where handle = 'amara'");
    const secondDone = second.query(
      "update users set display_name = 'Second' where handle = 'amara'",
    );
    await sessionsWhen((sessions) => sessions.some(({ blockedBy }) => blockedBy.length > 0));
    const thirdDone = third.query("begin; lock table users").catch(() => {});
    const sessions = await sessionsWhen(
      (all) => all.filter(({ blockedBy }) => blockedBy.length > 0).length === 2,
    );
    const pids = {
      first: sessions.find(({ application }) => application === "psql")!.pid,
      second: sessions.find(({ application }) => application === "api")!.pid,
      third: sessions.find(({ application }) => application === "worker")!.pid,
    };
    const nodes = blockingTree(sessions);
    assert.deepEqual(
      nodes.map(({ pid, depth }) => [pid, depth]).sort(([, a], [, b]) => a! - b!),
      [
        [pids.first, 0],
        [pids.second, 1],
        [pids.third, nodes.find(({ pid }) => pid === pids.third)!.depth],
      ],
    );
    const text = sessionsText({ ...view(sessions), blocking: true });
    assert.match(text.split("\n")[0]!, new RegExp(`^${pids.first} .* psql  idle in transaction`));
    assert.match(
      text,
      new RegExp(`[├└]─ ${pids.second} .* waits for: Lock on users \\(ShareLock\\)`),
    );
    assert.match(
      text,
      new RegExp(`[├└]─ ${pids.third} .* waits for: Lock on users \\(AccessExclusiveLock\\)`),
    );
    await first.query("rollback");
    await secondDone;
    await thirdDone;
  });

  it("says what is hidden from a role that may not see it", async () => {
    await openSession("psql");
    const reader = asRole(database, "cruddur_reader");
    const [session] = await sessionsWhen((sessions) => sessions.length === 1, reader);
    assert.equal(session!.isMasked, true);
    assert.equal(session!.user, database.user);
    assert.equal(session!.query, undefined);
    assert.equal(session!.state, undefined);
    const text = sessionsText({ ...view([session!]), user: "cruddur_reader" });
    assert.match(text, /hides what 1 session of other roles does from role cruddur_reader/);
    assert.match(text, /grant pg_read_all_stats to "cruddur_reader";/);
  });

  it("counts sessions of other databases only when all are asked for, and not as in the way", async () => {
    const { maintenance, ...server } = await testServer();
    await openSession("elsewhere", { ...server, database: maintenance });
    await withClient(database, "sessions", async (client) => {
      assert.deepEqual(await listSessions(client, database.database), []);
      const all = await listSessions(client, database.database, { all: true });
      const elsewhere = all.find(({ application }) => application === "elsewhere");
      assert.equal(elsewhere!.database, maintenance);
      assert.equal(elsewhere!.blocksDrop, false);
    });
  });
});

describe("listDropObstacles", () => {
  it("finds nothing where only sessions are in the way", async () => {
    await withClient(database, "sessions", async (client) => {
      assert.deepEqual(await listDropObstacles(client, database.database), []);
    });
  });
});

describe("endSessions", () => {
  it("ends idle, busy and waiting-in-transaction sessions, and the asking one lives", async () => {
    const idle = await openSession("idle");
    await idle.query("select 1");
    const holder = await openSession("holder");
    await holder.query("begin; lock table users");
    const busy = await openSession("busy");
    const cancelled = assert.rejects(busy.query("select pg_sleep(60)"));
    const sessions = await sessionsWhen(
      (all) => all.length === 3 && all.some(({ state }) => state === "active"),
    );
    await withClient(database, "kill-all", async (client) => {
      const results = await endSessions(client, sessions);
      assert.deepEqual(
        results.map(({ ended }) => ended),
        [true, true, true],
      );
      assert.deepEqual(await listSessions(client, database.database), []);
      assert.equal((await client.query("select 1 as one")).rows[0].one, 1);
    });
    await cancelled;
  });

  it("says what it may not end, and what the role would need", async () => {
    await openSession("of the superuser", await asTestSuperuser(database));
    const api = await openSession("of the API", asRole(database, "cruddur_api"));
    await api.query("select 1");
    const reader = asRole(database, "cruddur_reader");
    const sessions = await sessionsWhen((all) => all.length === 2, reader);
    await withClient(reader, "kill-all", async (client) => {
      const results = await endSessions(client, sessions);
      assert.equal(
        results.every(({ ended }) => !ended),
        true,
      );
      const reasonOf = (application: string) =>
        results.find(({ session }) => session.application === application)!.reason!;
      assert.match(reasonOf("of the superuser"), /only a superuser may end it/);
      assert.match(reasonOf("of the API"), /grant pg_signal_backend/);
      assert.equal((await listSessions(client, database.database)).length, 2);
    });
  });

  it("ends another role's session with pg_signal_backend", async () => {
    const api = await openSession("of the API", asRole(database, "cruddur_api"));
    await api.query("select 1");
    await withClient(database, "test", (client) =>
      client.query("grant pg_signal_backend to cruddur_reader"),
    );
    try {
      const reader = asRole(database, "cruddur_reader");
      const sessions = await sessionsWhen((all) => all.length === 1, reader);
      await withClient(reader, "kill-all", async (client) => {
        assert.deepEqual(await endSessions(client, sessions), [
          { session: sessions[0], ended: true },
        ]);
      });
    } finally {
      await withClient(database, "test", (client) =>
        client.query("revoke pg_signal_backend from cruddur_reader"),
      );
    }
  });

  it("never touches replication, the provider's sessions or PostgreSQL's workers", async () => {
    const bystander = await openSession("psql");
    const pid = await pidOf(bystander);
    const [session] = await sessionsWhen((sessions) => sessions.length === 1);
    await withClient(database, "kill-all", async (client) => {
      for (const kind of ["replication", "provider", "server"] as const) {
        const [result] = await endSessions(client, [{ ...session!, kind, user: "rdsadmin" }]);
        assert.equal(result!.ended, false);
        assert.match(result!.reason!, /replication|rdsadmin is the hosting|worker of PostgreSQL/);
      }
    });
    assert.equal(await pidOf(bystander), pid);
  });

  it("leaves a newer session alone that was given the process number of the one meant", async () => {
    const bystander = await openSession("psql");
    const [session] = await sessionsWhen((sessions) => sessions.length === 1);
    await withClient(database, "kill-all", async (client) => {
      const earlier = { ...session!, startedAt: "2020-01-01 00:00:00+00" };
      assert.equal((await endSessions(client, [earlier]))[0]!.ended, true);
    });
    assert.equal(await pidOf(bystander), session!.pid);
  });
});
