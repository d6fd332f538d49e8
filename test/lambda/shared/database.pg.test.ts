import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withClient } from "#database/connection/connect";
import { codeOf } from "#lib/errors";
import { literal } from "#lib/sql/quote";
import { run, type Queryable, type Statement } from "#lib/sql/statement";
import { makeCertificate } from "#test/tls/certificates";
import { TlsServer } from "#test/tls/server";
import { connectionFrom } from "../../../lambda/shared/connection.ts";
import { openDatabase } from "../../../lambda/shared/database.ts";

interface Session {
  readonly pid: number;
  readonly ssl: boolean;
  readonly prepared: string[];
}
const SESSION: Statement<Record<never, never>, Session> = {
  name: "session",
  text: `select pid, ssl, array(select name from pg_prepared_statements) as prepared
         from pg_stat_ssl where pid = pg_backend_pid()`,
  parameters: [],
};

describe("openDatabase on AWS", () => {
  const authority = makeCertificate({ name: "The tests' authority" });
  /** Not of the file's loading: mocha's set-up names the test servers only afterwards. */
  let outside: NodeJS.ProcessEnv;
  let server: TlsServer;
  let root: string;

  before(async () => {
    outside = { ...process.env };
    root = await mkdtemp(path.join(tmpdir(), "cruddur-function-"));
    server = await TlsServer.start();
    await server.show(makeCertificate({ name: "127.0.0.1", issuer: authority }));
    await asSuperuser("create role cruddur_api login");
  });
  after(async () => {
    await server.stop();
    await rm(root, { recursive: true });
  });
  beforeEach(async () => {
    await writeFile(path.join(root, "rds-ca.pem"), authority.certificate);
    const { host, port, database } = server.parameters;
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_REGION: "us-east-1",
      LAMBDA_TASK_ROOT: root,
      DATABASE_AUTH: "iam",
      PGHOST: host,
      PGPORT: String(port),
      PGUSER: "cruddur_api",
      PGDATABASE: database,
      PGPASSWORD: "a password that nobody has",
      PGSSLMODE: "verify-full",
    });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, outside);
  });

  const asSuperuser = (sql: string) =>
    withClient(server.parameters, "test", (client) => client.query(sql));

  /**
   * The server knows no IAM. The token of this second becomes the role's password, and what is opened within the same
   * second gets in if the function makes that token, and not otherwise.
   */
  async function whileTokenCounts<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      await delay(1_000 - (Date.now() % 1_000));
      const { password } = connectionFrom(process.env) as { password: () => string };
      await asSuperuser(`alter role cruddur_api password ${literal(password())}`);
      try {
        return await work();
      } catch (error) {
        // On a busy machine the second was over, or the 2 s that a function waits for a connection.
        const isLate = codeOf(error) === "28P01" || /timeout/.test(String(error));
        if (!isLate || attempt === 5) throw error;
      }
    }
  }
  const session = async (database: Queryable) => (await run(database, SESSION, {}))[0]!;

  it("logs in by a token over TLS, and makes another token for the next connection", async () => {
    const database = openDatabase("test");
    const first = await whileTokenCounts(() => session(database));
    assert.equal(first.ssl, true);
    await asSuperuser("alter role cruddur_api password 'of nobody'");
    assert.equal((await session(database)).pid, first.pid, "what is open stays open");
    const second = await whileTokenCounts(async () => {
      await asSuperuser(`select pg_terminate_backend(${first.pid})`);
      return session(database);
    });
    assert.notEqual(second.pid, first.pid);
  });

  it("prepares statements by name, but none behind the proxy", async () => {
    const direct = openDatabase("test");
    await whileTokenCounts(() => session(direct));
    assert.deepEqual((await session(direct)).prepared, ["session"]);
    process.env["DATABASE_PREPARE"] = "off";
    const proxied = openDatabase("test");
    await whileTokenCounts(() => session(proxied));
    assert.deepEqual((await session(proxied)).prepared, []);
  });

  it("sends no token to a server that cannot prove who it is", async () => {
    await writeFile(
      path.join(root, "rds-ca.pem"),
      makeCertificate({ name: "Another authority" }).certificate,
    );
    await assert.rejects(session(openDatabase("test")), {
      code: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN/,
    });
    await writeFile(path.join(root, "rds-ca.pem"), authority.certificate);
    process.env["PGHOST"] = "localhost"; // the certificate is for 127.0.0.1
    await assert.rejects(session(openDatabase("test")), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });

  it("trusts Amazon's public authorities too behind the proxy, and only RDS's otherwise", () => {
    const trusted = () => (connectionFrom(process.env).ssl as { ca: string[] }).ca;
    assert.deepEqual(trusted(), [authority.certificate]);
    process.env["DATABASE_PREPARE"] = "off";
    assert.equal(trusted()[0], authority.certificate);
    assert.ok(trusted().length > 100);
  });

  it("names the variable that is missing", () => {
    for (const name of ["PGHOST", "PGPORT", "PGUSER", "AWS_REGION", "LAMBDA_TASK_ROOT"]) {
      const { [name]: _, ...env } = process.env;
      assert.throws(() => connectionFrom(env), new RegExp(`${name} is not set`));
    }
  });

  it("leaves everything to the PG* variables where no IAM is asked for", () => {
    assert.deepEqual(connectionFrom({ PGPASSWORD: "x" }), {});
  });
});
