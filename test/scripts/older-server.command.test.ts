import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { withClient } from "#database/connection/connect";
import { connectionUrlFor } from "#lib/connection/url";
import { command } from "#test/cli";
import { describeWithOlderPostgres } from "#test/older/older-postgres";

/** The bootcamp's own tables of its fourth week. */
const BOOTCAMP = `
  create extension if not exists "uuid-ossp";
  create table public.users (
    uuid uuid default uuid_generate_v4() primary key, display_name text not null, handle text not null,
    email text not null, cognito_user_id text not null, created_at timestamp default current_timestamp not null);
  create table public.activities (
    uuid uuid default uuid_generate_v4() primary key, user_uuid uuid not null, message text not null,
    replies_count integer default 0, reposts_count integer default 0, likes_count integer default 0,
    reply_to_activity_uuid integer, expires_at timestamp, created_at timestamp default current_timestamp not null);
  insert into users (display_name, handle, email, cognito_user_id) values ('Ada', 'ada', 'ada@x.example', 'MOCK')`;

describeWithOlderPostgres("Commands on an older server", (server) => {
  let stateDirectory: string;
  let env: { readonly CONNECTION_URL: string };
  before(async () => {
    stateDirectory = await mkdtemp(path.join(tmpdir(), "cruddur-older-"));
    const { maintenance, ...address } = server();
    await withClient({ ...address, database: maintenance }, "test", async (client) => {
      await client.query("create database cruddur");
    });
    const parameters = { ...address, database: "cruddur" };
    await withClient(parameters, "test", (client) => client.query(BOOTCAMP));
    env = { CONNECTION_URL: connectionUrlFor({ ...parameters, parameters: {} }) };
  });
  after(() => rm(stateDirectory, { recursive: true }));

  const run = (name: string, ...args: string[]) =>
    command(name, [...args, "--state-directory", stateDirectory], { env });

  it("that only read work, and say which server it is", async () => {
    const tested = await run("db-test");
    assert.equal(tested.code, 0, tested.stderr);
    assert.match(tested.stdout, new RegExp(`PostgreSQL ${server().major}\\.`));
    const text = "select handle from users";
    for (const shell of ["builtin", "auto"]) {
      const shown = await run("db-connect", "--shell", shell, "--command", text);
      assert.equal(shown.code, 0, shown.stderr);
      assert.match(shown.stdout, /ada/);
    }
    for (const name of ["db-sessions", "db-migrate-status"]) {
      const { code, stderr } = await run(name);
      assert.equal(code, 0, `${name}: ${stderr}`);
    }
  });

  it("that change something refuse it, and nothing is changed", async () => {
    for (const name of ["db-setup", "db-migrate", "db-seed"]) {
      const { code, stderr } = await run(name);
      assert.equal(code, 1);
      assert.match(stderr, /is PostgreSQL 1\d\.\d+.*; 18 or newer is needed/);
    }
  });
});
