import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { withClient } from "#database/connection/connect";
import { parametersOf } from "#local/postgres/parameters-of";
import { embeddedStatus, startEmbedded } from "#local/postgres/embedded";
import { withLock } from "#local/postgres/lock";
import { pathsIn } from "#local/postgres/server-home";
import { readHost } from "#local/state";
import { newPerson, succeeded, TestHost, type Person } from "#test/host";
import { until } from "#test/until";

describe("a local copy whose database is killed", () => {
  let host: TestHost;

  before(async () => {
    host = await TestHost.start();
  });
  after(() => host.remove());

  let killed: number | undefined;

  /** As the out-of-memory killer does it. */
  async function killPostmaster(): Promise<void> {
    const { pid } = await embeddedStatus({ stateDirectory: host.directory });
    killed = pid!;
    process.kill(pid!, "SIGKILL");
  }

  /** Another server answers; sessions of the killed one live on for a moment. */
  async function isBack(): Promise<boolean> {
    const { pid, running } = await embeddedStatus({ stateDirectory: host.directory });
    return running && pid !== killed && (await host.client.status("/api/activities/home")) === 200;
  }

  /** Kills the server and does something while it is away: nobody restarts it before that is done. */
  async function whileAway(work: () => Promise<void>): Promise<void> {
    await withLock(pathsIn(host.directory).lock, async () => {
      await killPostmaster();
      await until("it is away", async () => (await host.client.status("/api/health")) === 503);
      await work();
    });
    await until("the database is back", isBack);
  }

  async function rowsOf({ email }: Person): Promise<number> {
    return withClient(parametersOf(host.running.server), "test", async (client) => {
      const sql = "select count(*)::int as n from public.users where lower(email) = $1";
      return (await client.query<{ n: number }>(sql, [email])).rows[0]!.n;
    });
  }

  it("answers 503 with Retry-After and a code, then recovers by itself", async () => {
    await whileAway(async () => {
      const response = await fetch(`${host.client.url}/api/activities/home`);
      const { error } = (await response.json()) as { error: string };
      assert.deepEqual(
        [response.status, response.headers.get("retry-after"), error],
        [503, "2", "database_unavailable"],
      );
      assert.equal(await host.client.status("/"), 200);
    });
    assert.equal(await host.client.status("/api/health"), 200);
    await until("it is told", () => host.notes.length === 2);
    assert.match(host.notes[0]!, /^PostgreSQL is away: it ended unexpectedly/);
    assert.match(host.notes[1]!, /^PostgreSQL answers again/);
  });

  it("refuses a sign-up with TRY_LATER and makes nobody; the next try works, with one row", async () => {
    const person = newPerson();
    await whileAway(async () => {
      assert.deepEqual(await host.client.signUp(person), {
        ok: false,
        type: "UserLambdaValidationException",
        message: "PreSignUp failed with error TRY_LATER.",
      });
      assert.equal((await host.client.signIn(person)).ok, false);
      assert.deepEqual(await host.client.mails(person.email), []);
    });
    succeeded(await host.client.signUp(person));
    succeeded(await host.client.confirm(person));
    assert.equal(await rowsOf(person), 1);
  });

  it("confirms a person all the same, and writes their one row at the next sign-in", async () => {
    const person = newPerson();
    succeeded(await host.client.signUp(person));
    await whileAway(async () => {
      succeeded(await host.client.confirm(person));
    });
    assert.equal(await rowsOf(person), 0);
    const { AccessToken } = await host.client.tokensOf(person);
    assert.equal(await rowsOf(person), 1);
    assert.equal((await host.client.me(AccessToken)).body["handle"], person.handle);
    await host.client.tokensOf(person);
    assert.equal(await rowsOf(person), 1);
  });

  it("lets a person sign in while it is away, and writes their one row at their first crud", async () => {
    const person = newPerson();
    let token = "";
    succeeded(await host.client.signUp(person));
    await whileAway(async () => {
      succeeded(await host.client.confirm(person));
      token = (await host.client.tokensOf(person)).AccessToken;
      assert.equal((await host.client.post(token, "too early")).status, 503);
    });
    const posts = await Promise.all([1, 2, 3].map((n) => host.client.post(token, `crud ${n}`)));
    assert.deepEqual(
      posts.map(({ status }) => status),
      [201, 201, 201],
    );
    assert.equal(await rowsOf(person), 1);
    const feed = await host.client.feed();
    assert.equal(feed.filter(({ handle }) => handle === person.handle).length, 3);
  });

  it("gives a sign-up that is cut at any moment exactly one row in the end", async () => {
    for (const delay of [0, 5, 15, 30]) {
      const person = newPerson();
      const signedUp = host.client.signUp(person);
      await new Promise((next) => setTimeout(next, delay));
      await killPostmaster();
      if (!(await signedUp).ok) {
        await until("the database is back", isBack);
        succeeded(await host.client.signUp(person));
      }
      const confirmed = host.client.confirm(person);
      await until("the database is back", isBack);
      succeeded(await confirmed);
      await host.client.tokensOf(person);
      assert.equal(await rowsOf(person), 1, `killed after ${delay} ms`);
    }
  });

  it("keeps every crud that it said was posted", async () => {
    const { token } = await host.client.join();
    for (const n of [1, 2, 3])
      assert.equal((await host.client.post(token, `kept ${n}`)).status, 201);
    await killPostmaster();
    await until("the database is back", isBack);
    const feed = (await host.client.feed()).map(({ message }) => message);
    assert.deepEqual(feed.slice(0, 3), ["kept 3", "kept 2", "kept 1"]);
  });

  it("follows when another command starts it again, on its port or, while a neighbour has that, on another", async () => {
    const { port } = (await readHost(host.directory))!.postgres;
    const neighbour = createServer();
    await whileAway(async () => {
      neighbour.listen(port, "127.0.0.1");
      await once(neighbour, "listening");
    });
    const moved = (await readHost(host.directory))!.postgres;
    assert.notEqual(moved.port, port);
    assert.match(moved.description, new RegExp(`:${moved.port}$`));
    assert.equal(
      moved.connectionUrl,
      `postgresql://postgres:password@127.0.0.1:${moved.port}/cruddur`,
    );
    neighbour.close();
    // A command finds the killed server before the host does, and knows no port but the recorded one.
    await killPostmaster();
    const again = await startEmbedded({ stateDirectory: host.directory, durable: false });
    assert.equal(again.port, moved.port);
    await until("the database is back", isBack);
  });

  it("leaves a server alone that was stopped on purpose", async () => {
    await host.running.server.stop();
    assert.equal(await host.client.status("/api/health"), 503);
    await until("it is told", () => host.notes.some((note) => note.includes("it was stopped")));
    assert.equal((await embeddedStatus({ stateDirectory: host.directory })).running, false);
  });
});
