import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { openClient, withClient } from "#database/connection/connect";
import { databaseProblem } from "#database/connection/problem";
import { tlsFor } from "#database/connection/tls";
import { connectionUrlFor } from "#lib/connection/url";
import { codeOf, RefusedError, UserError } from "#lib/errors";
import type { ConnectionParameters } from "#lib/domain/target";
import { openExternal } from "#local/postgres/external";
import { someTarget } from "#test/some-target";
import { makeCertificate } from "#test/tls/certificates";
import { TlsServer } from "#test/tls/server";

const RDS_HOST = "cruddur.c9akciq32.us-east-1.rds.amazonaws.com";

describe("TLS to a PostgreSQL server", () => {
  const authority = makeCertificate({ name: "The tests' authority" });
  const foreign = makeCertificate({ name: "Another authority" });
  let server: TlsServer;
  let directory: string;
  let sslrootcert: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-tls-"));
    sslrootcert = path.join(directory, "ca.pem");
    await writeFile(sslrootcert, authority.certificate);
    server = await TlsServer.start();
  });
  after(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });

  const encrypted = (client: pg.Client) =>
    client
      .query("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
      .then(({ rows }) => rows[0].ssl as boolean);
  const connect = (more: Partial<ConnectionParameters>) =>
    withClient({ ...server.parameters, sslmode: "verify-full", ...more }, "test", encrypted);

  /** As `openClient` does, but for the way to the host: its name leads to this server, not to Amazon. */
  async function connectToRds(more: Partial<ConnectionParameters>): Promise<boolean> {
    const { host, port } = server.parameters;
    class Rerouted extends Socket {
      override connect(): this {
        return super.connect(port, host);
      }
    }
    const parameters = { ...server.parameters, host: RDS_HOST, ...more };
    const ssl = await tlsFor(parameters);
    const { user, password, database } = parameters;
    const stream = () => new Rerouted();
    const client = new pg.Client({ host: RDS_HOST, user, password, database, ssl, stream });
    client.on("error", () => {});
    await client.connect();
    return encrypted(client).finally(() => client.end());
  }

  describe("with a certificate that is right", () => {
    before(() => server.show(makeCertificate({ name: "127.0.0.1", issuer: authority })));

    it("connects by the authority that signed it, encrypted", async () => {
      assert.equal(await connect({ sslrootcert }), true);
    });

    it("refuses it by the public authorities, which did not sign it", async () => {
      const code = "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
      await assert.rejects(connect({}), { code });
      await assert.rejects(connect({ sslrootcert: "system" }), { code });
      await assert.rejects(connect({ sslmode: "verify-ca" }), { code });
    });

    it("encrypts without a look at it by require, and does not encrypt by default", async () => {
      assert.equal(await connect({ sslmode: "require" }), true);
      assert.equal(await connect({ sslmode: undefined }), false);
    });

    it("is opened by a connection URL that names the authority, for good", async () => {
      const parameters = { sslmode: "verify-full", sslrootcert };
      const external = await openExternal(connectionUrlFor({ ...server.parameters, parameters }));
      assert.equal(await external.isRunning(), true);
    });

    it("tells what a refused certificate means, to a person who typed a URL", async () => {
      const parameters = { sslmode: "verify-full" };
      await assert.rejects(
        openExternal(connectionUrlFor({ ...server.parameters, parameters })),
        (error) =>
          error instanceof UserError &&
          /is signed by nobody we trust, so that no password was sent/.test(error.message) &&
          /sslrootcert=/.test(error.hint!),
      );
    });

    it("says which file of authorities cannot be read", async () => {
      const missing = path.join(directory, "missing.pem");
      await assert.rejects(
        openClient({ ...server.parameters, sslmode: "verify-full", sslrootcert: missing }, "test"),
        (error) =>
          error instanceof RefusedError && error.message.includes(`${missing} cannot be read`),
      );
    });
  });

  describe("by a tunnel", () => {
    const through = (host: string) =>
      connect({ host, hostaddr: server.parameters.host, sslrootcert });
    before(() => server.show(makeCertificate({ name: RDS_HOST, issuer: authority })));

    it("holds the certificate to the name of the database, not to the tunnel's address", async () => {
      assert.equal(await through(RDS_HOST), true);
    });

    it("refuses a tunnel that leads to another database", async () => {
      await assert.rejects(through(`other-${RDS_HOST}`), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    });
  });

  const refused = [
    [
      "a foreign authority",
      { name: "127.0.0.1", issuer: foreign },
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ],
    [
      "another host's name",
      { name: "db.example.com", issuer: authority },
      "ERR_TLS_CERT_ALTNAME_INVALID",
    ],
    // Node asks about `localhost` where it is not told the host.
    [
      "localhost's name for an address",
      { name: "localhost", issuer: authority },
      "ERR_TLS_CERT_ALTNAME_INVALID",
    ],
    [
      "a time that is over",
      { name: "127.0.0.1", issuer: authority, validTo: new Date(Date.now() - 1_000) },
      "CERT_HAS_EXPIRED",
    ],
  ] as const;
  for (const [what, certificate, code] of refused) {
    it(`refuses a certificate with ${what}, in words`, async () => {
      await server.show(makeCertificate(certificate));
      await assert.rejects(connect({ sslrootcert }), (error) => {
        assert.equal(codeOf(error), code);
        const problem = databaseProblem(error, someTarget())!;
        assert.match(problem.message, /^The certificate of the server at .* so that no password/);
        return true;
      });
    });
  }

  it("leaves the name alone by verify-ca, with an authority of the user's own", async () => {
    await server.show(makeCertificate({ name: "db.example.com", issuer: authority }));
    assert.equal(await connect({ sslmode: "verify-ca", sslrootcert }), true);
  });

  describe("to a host of RDS", () => {
    before(() => server.show(makeCertificate({ name: RDS_HOST, issuer: authority })));

    for (const sslmode of [undefined, "disable", "require", "verify-full"]) {
      it(`refuses what RDS did not sign by sslmode ${sslmode ?? "not given"}`, async () => {
        await assert.rejects(connectToRds({ sslmode }), {
          code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        });
      });
    }

    it("connects where the name is right and its authority is trusted", async () => {
      assert.equal(await connectToRds({ sslrootcert }), true);
    });

    it("refuses another server of RDS", async () => {
      const name = RDS_HOST.replace("cruddur", "other");
      await server.show(makeCertificate({ name, issuer: authority }));
      await assert.rejects(connectToRds({ sslrootcert, sslmode: "verify-ca" }), {
        code: "ERR_TLS_CERT_ALTNAME_INVALID",
      });
    });
  });
});
