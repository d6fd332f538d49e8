import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConnectionParameters } from "#database/connection/connect";
import type { Target } from "#lib/domain/target";
import { makeAnew } from "#lib/sql/make-anew";
import { shapeFaults } from "#lib/sql/shape";
import { setup } from "#database/replacement/setup";
import { command } from "#test/cli";
import { rowsIn, testServer } from "#test/databases";
import {
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  urlOf,
  within,
} from "#test/targets";
import { BOOTCAMP_ROWS, BOOTCAMP_TABLES, bootcampDatabase } from "#test/older/bootcamp-database";

describe("db:import as a command", function () {
  this.timeout(60_000);
  let target: Target;
  let source: ConnectionParameters;
  let directory: string;
  beforeEach(async () => {
    target = await localTarget();
    source = { ...target.parameters, database: `${target.parameters.database}_source` };
    directory = await mkdtemp(path.join(tmpdir(), "import-"));
  });
  afterEach(async () => {
    await removeTarget(target); // the source's name begins with its own
    await rm(directory, { recursive: true });
  });

  const make = async (sql?: string) => bootcampDatabase(await testServer(), source.database, sql);
  const run = (args: readonly string[], env = {}) =>
    command("db-import", args, {
      env: {
        CONNECTION_URL: urlOf(target),
        SOURCE: urlOf({ ...target, parameters: source }),
        ...env,
      },
    });

  it("says in a dry run what would come, and then takes it", async () => {
    await make(`${BOOTCAMP_TABLES}${BOOTCAMP_ROWS} alter table users add column bio text`);
    const dry = await run(["--from", "SOURCE", "--dry-run", "--write-migration"]);
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /3 users and 2 cruds to take/);
    assert.match(dry.stdout, /Would write sql\/migrations\/\d{4}-.*add column "bio" text;/s);
    assert.deepEqual(await endingsOf(target), ["_source"]);
    const { code, stdout, stderr } = await run(["--from", "SOURCE", "--json"]);
    assert.equal(code, 0, stderr);
    const told = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(
      [told["users"], told["activities"], told["columns"], told["tables"]],
      [3, 2, ["users.bio"], ["public.schema_information"]],
    );
    assert.deepEqual(await within(target, rowsIn), { users: 3, activities: 2 });
  });

  it("refuses rows that cannot be taken with exit code 2, and leaves them out when told to", async () => {
    await make(
      `${BOOTCAMP_TABLES}${BOOTCAMP_ROWS} insert into activities (message) values (E'of \\u001b[31mnobody')`,
    );
    const refused = await run(["--from", "SOURCE"]);
    assert.equal(refused.code, 2, refused.stderr);
    assert.match(refused.stderr, /1 row of activities with a user who is not there/);
    assert.ok(!refused.stderr.includes("\u001b"), "a text steers the terminal");
    assert.deepEqual(await endingsOf(target), ["_source"]);
    assert.match(
      refused.stderr,
      /npm run db:import -- --from SOURCE --leave-out left-out\.jsonl$/m,
    );
    const nowhere = path.join(directory, "nowhere", "left-out.jsonl");
    const unwritten = await run(["--from", "NOT_THERE", "--leave-out", nowhere]);
    assert.equal(unwritten.code, 2, unwritten.stderr);
    assert.match(unwritten.stderr, /nowhere\/left-out\.jsonl cannot be written \(ENOENT\)/);
    const file = path.join(directory, "left-out.jsonl");
    const { code, stderr } = await run(["--from", "SOURCE", "--leave-out", file]);
    assert.equal(code, 0, stderr);
    assert.match(await readFile(file, "utf8"), /^\{.*nobody.*\}\n$/);
    const again = await run(["--from", "SOURCE", "--leave-out", file]);
    assert.equal(again.code, 2, again.stderr);
    assert.match(again.stderr, /is there already/);
  });

  it("lists what stays behind, and says each advice as it was typed", async () => {
    await make(
      `${BOOTCAMP_TABLES}${BOOTCAMP_ROWS} insert into activities (message) values ('of nobody');
       alter table users add column bio text, add column loud text generated always as (upper(handle)) stored`,
    );
    const file = path.join(directory, "left-out.jsonl");
    // A state directory changes nothing for a server of one's own.
    const state = ["--state-directory", path.join(directory, "state")];
    const words = ["--from", "SOURCE", ...state, "--leave-out", file];
    const { code, stdout, stderr } = await run(words);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      new RegExp(
        `users\\.bio\\. .*npm run db:import -- --from SOURCE ${state.join(" ")} --leave-out ${file}.2 --write-migration`,
      ),
    );
    assert.match(stdout, /Generated columns that stay behind: users\.loud/);
    assert.match(stdout, /3 users and 2 cruds/);
  });

  it("shows no part of a URL that cannot be read, nor a password", async () => {
    const server = { ...target, parameters: { ...source, password: "" } };
    for (const [from, says] of [
      ["", /--from is empty/],
      [urlOf(server), /--from has no password, and the server at .*:\d+ wants one/],
    ] as const) {
      const { code, stderr } = await run(["--from", from]);
      assert.ok(code === 1 || code === 2, stderr);
      assert.match(stderr, says);
    }
    for (const from of [
      "postgres://u:secret@h:x/cruddur",
      "postgresql://postgres:secret@127.0.0.1:1/cruddur",
      "NOT_THERE",
    ]) {
      const { code, stdout, stderr } = await run(["--from", from]);
      assert.ok(code === 1 || code === 2, stderr);
      assert.doesNotMatch(stdout + stderr, /secret|    at /);
    }
  });

  it("shows no password where its advice repeats what was typed", async () => {
    await bootcampDatabase(
      await testServer(),
      target.parameters.database,
      "create table theirs (a int)",
    );
    await make();
    const from = urlOf({ ...target, parameters: source });
    assert.ok(from.includes(`:${source.password}@`));
    const { code, stderr } = await run(["--from", from]);
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /npm run db:import -- --from '?postgresql:\/\/postgres:PASSWORD@.* --confirm /,
    );
    assert.ok(!stderr.includes(source.password), stderr);
  });

  it("takes what outside scripts have made of our own database, as is said where it is found", async () => {
    const env = { env: { CONNECTION_URL: urlOf(target) } };
    await setup(target, { consent: consentOf(), steps: silentSteps(), tell: () => {} });
    await within(target, (client) =>
      client.query(
        `drop table public.activities, public.users, public.handle_reservations cascade; ${BOOTCAMP_TABLES}${BOOTCAMP_ROWS}`,
      ),
    );
    const faults = async () => (await within(target, shapeFaults)).faults;
    assert.match(makeAnew(await faults()), /^npm run db:import \(/);
    const { code, stderr } = await command("db-import", [], env);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await within(target, rowsIn), { users: 3, activities: 2 });
    assert.deepEqual(await faults(), []);
    const again = await command("db-import", [], env);
    assert.equal(again.code, 2, again.stderr);
    assert.match(again.stderr, /is the target's own/);
    const undone = await command("db-undo", [], env);
    assert.equal(undone.code, 0, undone.stderr);
    assert.ok((await faults()).includes("users lacks users_handle_key"));
    await within(target, (client) => client.query("drop table public.users"));
    assert.match(makeAnew(await faults()), /^npm run db:setup \(/);
    const none = await command("db-import", [], env);
    assert.equal(none.code, 2, none.stderr);
    assert.match(none.stderr, /no table public\.users.*npm run db:setup/s);
  });

  it("is what db:migrate says to type in a database of the bootcamp's, and works when typed", async () => {
    await bootcampDatabase(await testServer(), target.parameters.database);
    const env = { env: { CONNECTION_URL: urlOf(target) } };
    const refused = await command("db-migrate", [], env);
    assert.equal(refused.code, 2, refused.stderr);
    const [, advised] = /npm run db:import -- (.*)/.exec(refused.stderr)!;
    const { code, stderr } = await command("db-import", advised!.split(" "), env);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await within(target, rowsIn), { users: 3, activities: 2 });
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
    const undone = await command("db-undo", ["--confirm", target.parameters.database], env);
    assert.equal(undone.code, 0, undone.stderr);
  });
});
