import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { ROOT } from "#lib/root";
import { anyFreePort } from "#local/postgres/free-port";
import { describeWithDocker, inDocker } from "#test/docker/real-docker";

describeWithDocker("compose.yaml by itself", () => {
  const project = `cruddur-test-${randomBytes(4).toString("hex")}`;
  let env: NodeJS.ProcessEnv;
  const compose = (...words: readonly string[]) =>
    execFileSync("docker", ["compose", "-p", project, ...words], {
      cwd: ROOT,
      env,
      encoding: "utf8",
      stdio: "pipe",
    });
  beforeEach(async () => {
    env = { ...process.env, CRUDDUR_DB_PORT: String(await anyFreePort()) };
  });
  afterEach(() => {
    compose("down", "--volumes");
    assert.deepEqual(inDocker(project), []);
  });

  it("is a PostgreSQL 18 on 127.0.0.1 only, set as the embedded server is", async () => {
    compose("up", "--detach", "--wait", "db");
    const port = env["CRUDDUR_DB_PORT"]!;
    assert.equal(compose("port", "db", "5432").trim(), `127.0.0.1:${port}`);
    const client = new pg.Client(`postgresql://postgres:password@127.0.0.1:${port}/postgres`);
    await client.connect();
    const { rows } = await client.query(
      `select current_setting('server_version') as version, current_setting('timezone') as zone,
         current_setting('shared_preload_libraries') as libraries, datlocprovider as provider, datlocale as locale
       from pg_database where datname = 'postgres'`,
    );
    await client.end();
    const [{ version, ...settings }] = rows as [Record<string, string>];
    assert.match(version!, /^18/);
    const libraries = "pg_stat_statements";
    assert.deepEqual(settings, { zone: "UTC", libraries, provider: "b", locale: "C.UTF-8" });
  });
});
