import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { openClient } from "#database/connection/connect";
import { fromRoot } from "#lib/root";
import { $ } from "#lib/terminal/program";
import { identifier, literal } from "#lib/sql/quote";
import { takeStateDirectory } from "#local/state-directory/take";
import { command, plainEnvironment } from "#test/cli";
import { dropDatabase, freshDatabase, testServer } from "#test/databases";
import { urlOf, within } from "#test/targets";
import { someTarget } from "../support/some-target.ts";

/** A title for the terminal, a colour, a cleared screen, C1's CSI, a line of our own kind, and text turned around. */
const EVIL = "evil\x1b]0;owned\x07\x1b[31m\x1b[2J\u009b5m\r\n✓ Done\u202e\u2028\x7f\b";

/** What no output holds but as our own: colours, and what moves to the line's beginning and clears it. */
function steering(output: string, { colours }: { readonly colours: boolean }): string[] {
  const own = colours ? /\x1b\[(?:[12][0-9]?|3[0-9]|90)m|\r\x1b\[2K|\r(?=\n)/g : /\r(?=\n)/g;
  const rest = output.replace(own, "");
  return rest.match(/[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu) ?? [];
}

describe("names that would steer a terminal", () => {
  let target: ReturnType<typeof someTarget>;
  let stateDirectory: string;
  let session: pg.Client;
  const DATABASE = `${EVIL}_db`;

  before(async () => {
    const { maintenance, ...server } = await testServer();
    target = someTarget({ parameters: { ...server, ...(await freshDatabase()) }, maintenance });
    await within(target, async (client) => {
      const evil = identifier(EVIL);
      await client.query(`create database ${identifier(DATABASE)}`);
      await client.query(`create role ${evil} login password 'password'`);
      await client.query(`create table ${evil} (${evil} text default ${literal(EVIL)})`);
      await client.query(`comment on table users is ${literal(EVIL)}`);
      await client
        .query(`create index ${identifier(`${EVIL}_index`)} on users (bio)`)
        .catch(() => {});
      await client.query(
        "create function shout() returns text language plpgsql as $f$ begin " +
          `raise notice using message = ${literal(EVIL)}; raise exception using message = ${literal(EVIL)}; end $f$`,
      );
      await client.query("update cruddur_meta set environment = $1, stack = $1", [EVIL]);
    });
    // A session of the hostile role, in the target's database, idle in a transaction.
    session = await openClient({ ...target.parameters, user: EVIL }, EVIL);
    await session.query(`begin; lock table ${identifier(EVIL)}`).catch(() => {});
    stateDirectory = await mkdtemp(path.join(tmpdir(), "hostile-names-"));
    await takeStateDirectory(stateDirectory);
    await mkdir(path.join(stateDirectory, "cognito"));
    await writeFile(path.join(stateDirectory, "host.log"), `now host ${EVIL}\n`);
  });
  after(async () => {
    await session.end();
    await within(target, async (client) => {
      await client.query(`drop owned by ${identifier(EVIL)}; drop role ${identifier(EVIL)}`);
      await client.query(`drop database ${identifier(DATABASE)}`);
    });
    await dropDatabase(target.parameters);
    await rm(stateDirectory, { recursive: true });
  });

  const CHORES: readonly (readonly [name: string, ...args: string[]])[] = [
    ["db-sessions", "--all"],
    ["db-sessions", "--all", "--json"],
    ["db-drift"],
    ["db-drift", "--json"],
    ["db-snapshots"],
    ["db-snapshots", "--delete", EVIL],
    ["db-setup"],
    ["db-drop", "--dry-run"],
    ["db-test"],
    ["db-migrate-status"],
    ["db-kill-all", "--dry-run"],
    ["db-restore", "--name", EVIL],
    ["db-connect", "--shell", "builtin", "--command", `select 1 as ${identifier(EVIL)}; \\d`],
    ["db-connect", "--shell", "builtin", "--command", `select ${literal(EVIL)}`],
    ["db-connect", "--shell", "builtin", "--command", "select public.shout()"],
    ["db-connect", "--shell", "builtin", "--json", "--command", `select ${literal(EVIL)} as it`],
    ["db-status", "--target", EVIL],
    ["doctor"],
    ["status"],
    ["logs"],
    ["reset", "--dry-run"],
    ["db-seed", `--state-directory=/${EVIL}`],
  ];

  for (const [name, ...args] of CHORES) {
    it(`reach no pipe and no terminal by ${JSON.stringify([name, ...args].join(" ")).slice(1, 60)}`, async () => {
      const words = args.some((it) => it.startsWith("--state"))
        ? args
        : [...args, "--state-directory", stateDirectory];
      const env = { CONNECTION_URL: urlOf(target) };
      const [{ stdout, stderr }, seen] = await Promise.all([
        command(name, words, { env }),
        onTerminal(name, words, env),
      ]);
      assert.deepEqual(steering(stdout + stderr, { colours: false }), [], stdout + stderr);
      assert.deepEqual(steering(seen, { colours: true }), [], seen);
      // What PostgreSQL says in the shell, and a log, have lines of their own.
      for (const output of ["db-connect", "logs"].includes(name) ? [] : [stdout, stderr, seen]) {
        assert.doesNotMatch(output, /^✓ Done/m);
      }
      if (args.includes("--json")) JSON.parse(stdout);
    });
  }
});

/** What a pseudo-terminal gets of a command; "" where there is no `script` of util-linux to make one. */
async function onTerminal(name: string, args: readonly string[], env: object): Promise<string> {
  if (process.platform !== "linux") return "";
  const words = [process.execPath, fromRoot("scripts", "launch.cjs"), name, ...args];
  const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const { stdout } = await $({
    env: { ...plainEnvironment(), TERM: "xterm", ...env },
    input: "",
  })`script -qec ${line} /dev/null`;
  return stdout;
}
