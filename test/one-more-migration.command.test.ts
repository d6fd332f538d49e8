import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { nextMigrationFile } from "#database/migrations/new-migration";
import { fromRoot } from "#lib/root";
import { endGroup, OWN_GROUP } from "#lib/terminal/process-group";
import { copyCheckout } from "#test/checkout";
import { command, plainEnvironment } from "#test/cli";

const migration = (up: string, down: string) => `-- Up Migration

set local lock_timeout = '5s';

${up}

-- Down Migration

set local lock_timeout = '5s';

${down}
`;

/** What somebody adds who learns by this project: a column, a table, … */
const MIGRATIONS: Readonly<Record<string, string>> = {
  "add bio": migration(
    "ALTER TABLE public.users ADD COLUMN bio text;",
    "ALTER TABLE public.users DROP COLUMN bio;",
  ),
  "create bookmarks": migration(
    `create table public.bookmarks (
      user_uuid uuid not null references public.users on delete cascade,
      activity_uuid uuid not null references public.activities on delete cascade,
      primary key (user_uuid, activity_uuid)
    );`,
    "drop table public.bookmarks;",
  ),
};

/** … rows, and a question. */
const FILES: Readonly<Record<string, string>> = {
  "sql/seeds/9001-grace.sql": `
    insert into public.users (display_name, email, handle, cognito_user_id, bio)
    values ('Grace', 'grace@example.com', 'aa_grace', 'MOCK', 'Compilers.') on conflict do nothing;
    insert into public.activities (uuid, user_uuid, message)
    select '0192c000-0000-7000-8000-000000000001', uuid, 'Hello.' from public.users where handle = 'aa_grace'
    on conflict do nothing;`,
  "sql/statements/find-bio.sql": `/* @name findBio */
    select bio from public.users where uuid = :uuid!;`,
};

/** The one that is about it. */
const TELLS = [
  "access lists every table of the schema",
  "shapeFaults knows each column that a statement names",
];

/** What knows the schema, the migrations and the seeds. */
const SUITES = [
  "test/index.plan.test.ts",
  "test/sql/**/*.test.ts",
  "test/database/{access,drift,fence,migrations,seeds,statements}/**/*.test.ts",
  "test/database/provision.pg.test.ts",
];

interface Report {
  readonly passes: readonly unknown[];
  readonly failures: readonly { readonly fullTitle: string; readonly err: unknown }[];
}

// In a path as people have it: with a space and an umlaut.
describe("a column, a table, a seed and a statement more", function () {
  this.timeout(600_000);
  let folder: string;
  let child: ChildProcess | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur für alle "));
    await copyCheckout(folder);
    for (const name of ["test", ".mocharc.json"]) {
      await cp(fromRoot(name), path.join(folder, name), { recursive: true });
    }
    await symlink(fromRoot("node_modules"), path.join(folder, "node_modules"));
    const directory = path.join(folder, "sql", "migrations");
    for (const [name, text] of Object.entries(MIGRATIONS)) {
      await writeFile(await nextMigrationFile({ name, directory }), text);
    }
    for (const [file, text] of Object.entries(FILES)) {
      await writeFile(path.join(folder, file), text);
    }
  });
  after(async () => {
    if (child?.exitCode === null) endGroup(child.pid!, "SIGTERM");
    await rm(folder, { recursive: true, force: true });
  });

  async function mocha(files: readonly string[]): Promise<Report> {
    const report = path.join(folder, "report.json");
    const words = ["--reporter", "json", "--reporter-option", `output=${report}`, ...files];
    child = spawn(
      process.execPath,
      [path.join(folder, "node_modules", "mocha", "bin", "mocha.js"), ...words],
      { cwd: folder, stdio: "ignore", env: plainEnvironment(), ...OWN_GROUP },
    );
    await once(child, "close");
    return JSON.parse(await readFile(report, "utf8")) as Report;
  }

  it("break no test of the plans, of test/sql and of what knows the schema in test/database, but those that want privileges for a table and a column's type", async () => {
    const written = await command("statements", [], { root: folder });
    assert.match(written.stdout, /1 written/, written.stderr);
    const { passes, failures } = await mocha(SUITES);
    assert.deepEqual(
      failures.filter(({ fullTitle }) => !TELLS.includes(fullTitle)),
      [],
    );
    assert.equal(failures.length, TELLS.length);
    assert.ok(passes.length > 300, `${passes.length} tests passed`);
  });
});
