import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import fc from "fast-check";
import { parseArguments } from "#cli/arguments";
import type { Command } from "#cli/command";
import { withClient, type ConnectionParameters } from "#database/connection/connect";
import type { UserError } from "#lib/errors";
import { identifier, literal } from "#lib/sql/quote";
import type { TargetContext } from "#lib/terminal/command-context";
import { removeEmbedded } from "#local/postgres/embedded";
import { withTarget } from "#targets/with-target";
import { freshDatabase, testServer } from "#test/databases";
import { silentSteps, urlOf } from "#test/targets";
import { makeTemporaryDirectory } from "../local/postgres/temporary-directory.ts";
import { someTarget } from "../support/some-target.ts";

/** Texts as somebody, or another program, may have left them. */
const text = fc.oneof(
  fc.constantFrom(
    ...[
      "",
      " ",
      "'",
      '"',
      "\\",
      "%s",
      "%00",
      "$1",
      "--",
      "/*",
      "{}",
      "[]",
      "null",
      "5",
      "\n✓ Done",
    ],
    ...["production", "prod", "local", "dev", "\u202e", "\x1b[2J", "İ", "💥", "x".repeat(300)],
    ...['{"cruddur":5}', '{"cruddur":"snapshot","of":[]}', '{"database":"x","takenAt":"now"}'],
    ...['{"cruddur":"snapshot","of":"x","takenAt":"+275760-09-13T00:00:00Z"}'],
    ...['{"cruddur":"previous","of":"x","fingerprint":{}}', '{"cruddur":"next","of":"x"}'],
  ),
  fc.string({ unit: "grapheme", maxLength: 70 }).map((it) => it.replaceAll("\0", "")),
);
const time = fc.constantFrom(
  ...["infinity", "-infinity", "294276-12-31 23:59:59.999999+00", "4713-01-01 00:00:00+00 BC"],
  ...["10000-01-01 00:00:00+00", "0001-01-01 00:00:00+00", "2026-02-29 12:00:00.000001+14"],
);
const type = fc.constantFrom("text", "integer", "jsonb", "timestamptz", "uuid", "bytea", "text[]");
const column = fc.constantFrom("environment", "stack", "fingerprint", "name", "run_on", "id");
const table = fc.constantFrom("cruddur_meta", "cruddur_migrations", "users", "activities");
const setting = fc.constantFrom(
  ...["datestyle = 'German'", "intervalstyle = 'iso_8601'", "timezone = 'Asia/Kathmandu'"],
  ...["search_path = ''", "statement_timeout = '1ms'", "default_transaction_read_only = on"],
  ...["bytea_output = 'escape'", "standard_conforming_strings = off", "lock_timeout = '1ms'"],
  ...["role = 'pg_monitor'", "extra_float_digits = -15", "client_encoding = 'LATIN1'"],
  ...["default_transaction_isolation = 'serializable'", "row_security = off", "lc_messages = 'xx'"],
);
const beside = fc.constantFrom("_next", "_prev", "_discarded", "_template", "");

/** One thing that is strange about a database. `DATABASE` stands for its name. */
const oddity = fc.oneof(
  fc.tuple(column, text).map(([it, value]) => `update cruddur_meta set ${it} = ${literal(value)}`),
  fc.tuple(table).map(([it]) => `drop table public.${it} cascade`),
  fc.tuple(table, column, type).map(
    ([
      it,
      name,
      of,
    ]) => `drop table if exists public.${it} cascade; create table public.${it} (${name} ${of});
      insert into public.${it} default values; insert into public.${it} default values`,
  ),
  table.map(
    (it) =>
      `drop table public.${it} cascade; create view public.${it} as select null as environment, 1 as name`,
  ),
  table.map((it) => `drop table public.${it} cascade; create sequence public.${it}`),
  table.map(
    (it) => `drop table public.${it} cascade; create type public.${it} as (environment text)`,
  ),
  fc.tuple(table, column).map(([it, name]) => `alter table public.${it} rename ${name} to other`),
  table.map((it) => `truncate public.${it} cascade`),
  table.map(
    (it) =>
      `alter table public.${it} enable row level security; alter table public.${it} force row level security`,
  ),
  time.map(
    (it) =>
      `update users set created_at = ${literal(it)}; update activities set created_at = ${literal(it)}, expires_at = null`,
  ),
  time.map((it) => `update cruddur_migrations set run_on = ${literal(it)}`),
  text.map((it) => `insert into cruddur_migrations (name, run_on) values (${literal(it)}, now())`),
  text.map(
    (it) =>
      `create table public.${identifier(it)} (${identifier(it)} text); comment on table public.${identifier(it)} is ${literal(it)}`,
  ),
  text.map(
    (it) => `create schema ${identifier(it)}; create table ${identifier(it)}.users (id int)`,
  ),
  text.map((it) => `comment on database DATABASE is ${literal(it)}`),
  setting.map((it) => `alter database DATABASE set ${it}`),
);
const companion = fc.tuple(beside, text);

const CHORES: readonly (readonly [name: string, ...args: string[]])[] = [
  ["db-test"],
  ["db-sessions", "--all"],
  ["db-snapshots"],
  ["db-migrate-status"],
  ["db-access"],
  ["db-kill-all", "--dry-run"],
  ["db-setup", "--dry-run"],
  ["db-drop", "--dry-run"],
  ["db-undo", "--dry-run"],
  ["db-restore", "--dry-run"],
  ["db-restore", "--name", "strange", "--dry-run"],
  ["db-snapshot", "--name", "strange", "--replace", "--dry-run"],
  ["db-rollback", "--dry-run"],
  ["db-migrate", "--dry-run"],
  ["db-seed", "--dry-run"],
  ["db-schema-load", "--dry-run"],
  ["db-connect", "--shell", "builtin", "--command", "\\d\nselect * from users;\n\\l"],
  ["db-setup"],
  ["db-migrate"],
  ["db-schema-load"],
  ["db-seed"],
  ["db-drop"],
  ["db-undo"],
  ["db-drift"],
];

describe("commands on strange databases", () => {
  let stateDirectory: string;
  before(async () => {
    await testServer();
    stateDirectory = await makeTemporaryDirectory();
  });
  // Drift is compared on the state directory's own server.
  after(async () => {
    await removeEmbedded({ stateDirectory });
    await rm(stateDirectory, { recursive: true });
  });

  it("do what they say, or refuse in words", async function () {
    this.timeout(600_000);
    // More of them by the variable: a night's worth finds what a minute's does not.
    const numRuns = Number(process.env["STRANGE_RUNS"]) || 5;
    await fc.assert(
      fc.asyncProperty(
        fc.array(oddity, { minLength: 1, maxLength: 3 }),
        fc.array(companion, { maxLength: 2 }),
        fc.shuffledSubarray([...CHORES], { minLength: 2, maxLength: 2 }),
        async (oddities, companions, chores) => {
          const database = await freshDatabase();
          try {
            await make(database, oddities, companions);
            for (const [name, ...args] of chores) {
              await assertHonest(database, name, [...args, "--state-directory", stateDirectory]);
            }
          } finally {
            await removeAll(database);
          }
        },
      ),
      { numRuns, endOnFailure: true },
    );
  });
});

async function atMaintenance<T>(
  { database: _, ...server }: ConnectionParameters,
  statement: string,
): Promise<T[]> {
  const { maintenance: database } = await testServer();
  return withClient({ ...server, database }, "test", async (client) => {
    return (await client.query(statement)).rows as T[];
  });
}

/** What cannot be made so is left out. */
async function make(
  parameters: ConnectionParameters,
  oddities: readonly string[],
  companions: readonly (readonly [string, string])[],
): Promise<void> {
  const name = identifier(parameters.database);
  await withClient(parameters, "test", async (client) => {
    for (const statement of oddities) {
      await client.query(statement.replaceAll("DATABASE", name)).catch(() => {});
    }
  });
  for (const [ending, comment] of companions) {
    const companion = ending === "" ? "cruddur_snap_strange" : `${parameters.database}${ending}`;
    await atMaintenance(parameters, `create database ${identifier(companion)}`).catch(() => {});
    const sentence = `comment on database ${identifier(companion)} is ${literal(comment)}`;
    await atMaintenance(parameters, sentence).catch(() => {});
  }
}

async function removeAll(parameters: ConnectionParameters): Promise<void> {
  const found = await atMaintenance<{ datname: string }>(
    parameters,
    `select datname from pg_database where starts_with(datname, ${literal(parameters.database)}) or datname = 'cruddur_snap_strange'`,
  );
  for (const { datname } of found) {
    const name = identifier(datname);
    await atMaintenance(parameters, `alter database ${name} is_template false`);
    await atMaintenance(parameters, `drop database ${name} with (force)`);
  }
}

/** The databases of the server, as they are from beside. */
const databasesOf = (parameters: ConnectionParameters) =>
  atMaintenance(
    parameters,
    `select datname, oid, shobj_description(oid, 'pg_database') as comment from pg_database
     where datname !~ '^(cruddur_)?(template|drift|test_)|_template' or starts_with(datname, ${literal(parameters.database)}) order by oid`,
  );

async function assertHonest(
  parameters: ConnectionParameters,
  name: string,
  args: readonly string[],
): Promise<void> {
  const before = await databasesOf(parameters);
  const { command } = (await import(`../../scripts/${name}.ts`)) as { command: Command };
  const what = [name, ...args].join(" ");
  const error = await run(command, args, parameters);
  if (error !== undefined) {
    const { name: kind, message, hint, stack } = error as UserError;
    assert.ok(["UserError", "RefusedError"].includes(kind), `${what}: ${stack}`);
    assert.ok(
      message !== "" && (hint !== "" || name === "db-connect"),
      `${what}: ${message} | ${hint}`,
    );
  }
  const isRefused = (error as Error | undefined)?.name === "RefusedError";
  if (isRefused || args.includes("--dry-run") || !command.changes) {
    assert.deepEqual(await databasesOf(parameters), before, `${what} changed databases`);
  }
  if (
    error === undefined &&
    ["db-setup", "db-schema-load", "db-migrate"].includes(name) &&
    !args.includes("--dry-run")
  ) {
    const sql =
      "select environment, (select count(*) from public.cruddur_migrations) > 0 as it from public.cruddur_meta";
    const { rows } = await withClient(parameters, "test", (client) => client.query(sql));
    assert.deepEqual(rows, [{ environment: "local", it: true }], what);
  }
}

/** As `runCommand`, in this process and without a word. @returns what it throws */
async function run(
  command: Command,
  args: readonly string[],
  parameters: ConnectionParameters,
): Promise<unknown> {
  const { options, words } = parseArguments(command, args, {})!;
  const context = {
    ...{ name: command.name, words, json: false, interactive: false, exitCode: 0 },
    dryRun: options["dryRun"] === true,
    stateDirectory: options["stateDirectory"] as string,
    print: () => {},
    note: () => {},
    tell: () => {},
    steps: silentSteps(),
    watchInterrupt: () => ({ requested: new Promise<void>(() => {}), check: () => {} }),
  };
  const env = { CONNECTION_URL: urlOf(someTarget({ parameters })) };
  const how = { ...context, env, onlyReads: !command.changes, takesOlder: !command.changes };
  try {
    await withTarget(
      "local",
      how,
      (target) =>
        command.run({ ...context, target } as unknown as TargetContext, options) as Promise<object>,
    );
    return undefined;
  } catch (error) {
    return error ?? new Error("nothing was thrown");
  }
}
