import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import pg from "pg";
import { UserError } from "#lib/errors";
import { connectionUrlFor } from "#lib/connection/url";
import { openExternal } from "#local/postgres/external";
import { anyFreePort } from "#local/postgres/free-port";
import { openPostgres } from "#local/postgres/open";
import { startThrowAway, type ThrowAwayServer } from "#local/postgres/throw-away";
import { checkedVersion } from "#local/postgres/version";

describe("openExternal", () => {
  let server: ThrowAwayServer;
  before(async () => {
    server = await startThrowAway();
  });
  after(() => server.stop());

  it("uses a server of somebody else's, whose application database is the URL's", async () => {
    const external = await openExternal(connectionUrlFor(server, "not_yet_made"));
    assert.equal(external.kind, "external");
    assert.equal(external.database, "postgres");
    assert.equal(external.targetDatabase, "not_yet_made");
    assert.equal(
      external.describe(),
      `external PostgreSQL ${server.version} at 127.0.0.1:${server.port}`,
    );
    assert.equal(await external.isRunning(), true);
    assert.equal(await external.glance(), "up");
  });

  it("takes cruddur when the URL names no database", async () => {
    const url = connectionUrlFor(server, "").replace(/\?.*/, "");
    assert.equal((await openExternal(url)).targetDatabase, "cruddur");
  });

  it("never stops it", async () => {
    const external = await openExternal(connectionUrlFor(server));
    await external.stop();
    assert.equal(await server.isRunning(), true);
    assert.equal(external.restart, undefined);
  });

  it("works through the target database when the login may not use the maintenance one", async () => {
    const password = "p@ss/w?rd#100%: é";
    await query(server, [
      `create role guest login password '${password}'`,
      "create database guests owner guest",
      "revoke connect on database postgres from public",
    ]);
    const url = connectionUrlFor({ ...server, user: "guest", password }, "guests");
    assert.equal((await openExternal(url)).database, "guests");
  });

  it("says that the password is refused, without showing it", async () => {
    const url = connectionUrlFor({ ...server, password: "s3cret" });
    await assert.rejects(openExternal(url), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /refuses this user and password/);
      assert.doesNotMatch(`${error.message}${error.hint}`, /s3cret/);
      return true;
    });
  });

  it("says that nothing listens there", async () => {
    const port = await anyFreePort();
    await assert.rejects(openExternal(`postgresql://a:b@127.0.0.1:${port}/c`), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, new RegExp(`No PostgreSQL listens at 127.0.0.1:${port}`));
      return true;
    });
  });

  it("says that the server has no TLS when the URL asks for it", async () => {
    const url = connectionUrlFor({ ...server, parameters: { sslmode: "verify-full" } });
    await assert.rejects(
      openExternal(url),
      (error) => error instanceof UserError && /has no TLS/.test(error.message),
    );
  });

  it("says that the host is not known", async () => {
    await assert.rejects(
      openExternal("postgresql://a:b@no-such-host.invalid/c"),
      (error) => error instanceof UserError && /host .* is not known/.test(error.message),
    );
  });

  it("gives up on a server that does not answer", async () => {
    const silent = await listenInSilence();
    const { port } = silent.address() as { port: number };
    await assert.rejects(
      openExternal(`postgresql://a:b@127.0.0.1:${port}/c`, { timeoutMs: 100 }),
      (error) => error instanceof UserError && /does not answer/.test(error.message),
    );
    silent.close();
  });
});

describe("checkedVersion", () => {
  for (const version of ["18.0", "18.4", "18beta1", "19.1"]) {
    it(`accepts ${version}`, () => assert.equal(checkedVersion(version, "db:5432"), version));
  }

  for (const version of ["14.6", "17.10", "9.6.24", ""]) {
    it(`refuses "${version}", and says why`, () => {
      assert.throws(
        () => checkedVersion(version, "db:5432"),
        (error) =>
          error instanceof UserError &&
          error.message ===
            `The server at db:5432 is PostgreSQL ${version}; 18 or newer is needed, for uuidv7().`,
      );
    });
  }

  it("says how the rows of a server from 12 on are taken along", () => {
    const hintOf = (version: string) => {
      try {
        return String(checkedVersion(version, "db:5432"));
      } catch (error) {
        return (error as UserError).hint!;
      }
    };
    const takes =
      /unset it.*\n.*: export OLD_URL="\$CONNECTION_URL"; unset CONNECTION_URL; npm run db:import -- --from OLD_URL$/;
    for (const version of ["12.1", "17.10"]) assert.match(hintOf(version), takes);
    assert.doesNotMatch(hintOf("11.22"), /db:import/);
  });
});

describe("openPostgres", () => {
  it("opens what was chosen", async () => {
    const server = await startThrowAway();
    const stateDirectory = server.directory;
    const embedded = await openPostgres({ kind: "embedded", reason: "" }, { stateDirectory });
    assert.deepEqual([embedded.kind, embedded.port], ["embedded", server.port]);
    const url = connectionUrlFor(server);
    const external = await openPostgres({ kind: "external", reason: "", url }, { stateDirectory });
    assert.deepEqual([external.kind, external.port], ["external", server.port]);
    await server.stop();
  });
});

async function query(server: ThrowAwayServer, statements: string[]): Promise<void> {
  const client = new pg.Client(connectionUrlFor(server));
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** Takes connections and never says a word. */
async function listenInSilence(): Promise<Server> {
  const server = createServer((socket) => socket.on("error", () => {}).unref());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
