import assert from "node:assert/strict";
import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { withClient } from "#database/connection/connect";
import type { Holder } from "#database/connection/holders";
import { MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import { PROVISION_LOCK } from "#database/provision";
import { SEEDS_DIRECTORY } from "#database/seeds/seed";
import { setup, type SetupOptions } from "#database/replacement/setup";
import { signing } from "#database/replacement/signature";
import { RefusedError, UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import {
  backupChoice,
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  within,
} from "#test/targets";
import { asRole, seededRows } from "#test/databases";

const options = (more: Partial<SetupOptions> = {}): SetupOptions => ({
  consent: consentOf(),
  steps: silentSteps(),
  tell: () => {},
  ...more,
});

const markOf = (target: Target, database?: string) =>
  within(
    target,
    async (client) =>
      (await client.query<{ fingerprint: string }>("select fingerprint from cruddur_meta")).rows[0]!
        .fingerprint,
    database,
  );

describe("setup", () => {
  const targets: Target[] = [];
  const newTarget = async (overrides?: Partial<Target>): Promise<Target> => {
    const target = await localTarget(overrides);
    targets.push(target);
    return target;
  };
  let directory: string;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-setup-"));
  });
  after(() => rm(directory, { recursive: true, force: true }));
  afterEach(async () => {
    for (const target of targets.splice(0)) await removeTarget(target);
  });
  /** A folder with migrations and one with seeds, by name and text. */
  const sources = async (
    migrations: Record<string, string>,
    seeds: Record<string, string> = {},
  ) => {
    const root = await mkdtemp(path.join(directory, "sources-"));
    for (const [room, files] of Object.entries({ migrations, seeds })) {
      await mkdir(path.join(root, room));
      for (const [name, text] of Object.entries(files))
        await writeFile(path.join(root, room, name), text);
    }
    return { migrations: path.join(root, "migrations"), seeds: path.join(root, "seeds") };
  };

  it("makes a database with schema, seeds, marker and grants where there is none", async () => {
    const target = await newTarget();
    const result = await setup(target, options());
    assert.equal(result.previous, undefined);
    assert.deepEqual(await endingsOf(target), [""]);
    const asApi = asRole(target.parameters, "cruddur_api");
    await withClient(asApi, "test", async (client) => {
      const { rowCount } = await client.query("select from activities");
      assert.equal(rowCount, (await seededRows()).activities);
      await assert.rejects(client.query("drop table activities"), { code: "42501" });
    });
    await within(target, async (client) => {
      const { rows } = await client.query("select environment, stack from cruddur_meta");
      assert.deepEqual(rows, [{ environment: "local", stack: "local" }]);
    });
  });

  it("says what would be done as a dry run, and does nothing", async () => {
    const target = await newTarget();
    const { previous } = await setup(target, options({ dryRun: true }));
    assert.equal(previous, undefined);
    assert.deepEqual(await endingsOf(target), []);
  });

  it("copies the template the second time, keeps the one before, and drops the one before that", async () => {
    const target = await newTarget();
    await setup(target, options());
    const first = await markOf(target);
    const second = await setup(target, options());
    assert.equal(second.copied, true);
    assert.deepEqual(second.dropped, []);
    const { dropped } = await setup(target, options({ dryRun: true }));
    assert.deepEqual(dropped, [second.previous]);
    assert.equal(second.previous, `${target.parameters.database}_prev`);
    assert.equal(await markOf(target, second.previous), first);
    const inUse = await markOf(target);
    assert.notEqual(inUse, first);
    await setup(target, options());
    assert.equal(await markOf(target, second.previous), inUse);
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
  });

  it("leaves the database as it was when a migration fails half-way, with file, line and caret", async () => {
    const target = await newTarget();
    await setup(target, options());
    const mark = await markOf(target);
    const broken = await sources({
      "0001-one.sql":
        "-- Up Migration\r\ncreate table one (id int);\r\nselect nonsense;\r\n-- Down Migration\r\ndrop table one;\r\n",
    });
    await assert.rejects(setup(target, options({ sources: broken })), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /0001-one\.sql:3:8: column "nonsense" does not exist\n {4}select nonsense;\n {11}\^/,
      );
      return true;
    });
    assert.equal(await markOf(target), mark);
    assert.deepEqual(await endingsOf(target), [""]);
  });

  it("leaves the database as it was when a seed fails", async () => {
    const target = await newTarget();
    await setup(target, options());
    const mark = await markOf(target);
    const { seeds } = await sources(
      {},
      { "0001-a.sql": "insert into users (handle) values ('x');" },
    );
    const migrations = MIGRATIONS_DIRECTORY;
    await assert.rejects(
      setup(target, options({ sources: { migrations, seeds } })),
      /0001-a\.sql:1:1: null value in column "display_name"/,
    );
    assert.equal(await markOf(target), mark);
    assert.deepEqual(await endingsOf(target), [""]);
  });

  for (const [what, statement, says] of [
    [
      "the disk is full",
      "do $$ begin raise disk_full using message = 'No space left on device'; end $$",
      /No space left on device/,
    ],
    ["the server ends the connection", "select pg_terminate_backend(pg_backend_pid())", /terminat/],
  ] as const) {
    it(`leaves the database as it was, and no litter, when ${what} half-way`, async () => {
      const target = await newTarget();
      await setup(target, options());
      const mark = await markOf(target);
      const migration = `-- Up Migration\ncreate table one ();\n${statement};\n`;
      const { migrations } = await sources({ "0001-one.sql": migration });
      const { seeds } = await sources({}, { "0001-a.sql": `${statement};` });
      for (const from of [
        { migrations, seeds: SEEDS_DIRECTORY },
        { migrations: MIGRATIONS_DIRECTORY, seeds },
      ]) {
        await assert.rejects(setup(target, options({ sources: from })), says);
        assert.equal(await markOf(target), mark);
        assert.deepEqual(await endingsOf(target), [""]);
      }
    });
  }

  it("names the sessions that hold the database, then ends them", async () => {
    const target = await newTarget();
    await setup(target, options());
    const editor = new pg.Client({ ...target.parameters, application_name: "DBeaver 24" });
    const lost = new Promise((resolve) => editor.on("error", resolve));
    await editor.connect();
    const told: Holder[] = [];
    const result = await setup(target, options({ tell: (holders) => told.push(...holders) }));
    assert.equal(told.length, 1);
    assert.equal(told[0]!.application, "DBeaver 24");
    assert.equal(told[0]!.address, "127.0.0.1");
    assert.equal(told[0]!.user, "postgres");
    assert.equal(result.ended.length, 1);
    await lost;
  });

  it("wins against programs that connect again at once, and they reach the new database", async () => {
    const target = await newTarget();
    await setup(target, options());
    const before = await markOf(target);
    let isOver = false;
    const seen = new Set<string>();
    const app = async (): Promise<void> => {
      while (!isOver) {
        const client = new pg.Client(target.parameters);
        client.on("error", () => {});
        try {
          await client.connect();
          while (!isOver) {
            const { rows } = await client.query("select fingerprint from cruddur_meta");
            seen.add(rows[0].fingerprint as string);
          }
        } catch (error) {
          // 57P01: ended; 3D000: the name was being given to another one at that moment.
          const { code, message } = error as { code?: string; message: string };
          assert.ok(
            ["57P01", "3D000"].includes(code ?? "") || /terminated|not queryable/.test(message),
            message,
          );
        }
        await client.end().catch(() => {});
      }
    };
    const apps = [app(), app(), app(), app()];
    await setup(target, options());
    const inUse = await markOf(target);
    while (!seen.has(inUse)) await new Promise((resolve) => setTimeout(resolve, 5));
    isOver = true;
    await Promise.all(apps);
    assert.ok(seen.has(before));
    assert.equal(seen.size, 2);
  });

  it("lets one of two at once do it, and tells the other who is at it", async () => {
    const target = await newTarget();
    const results = await Promise.allSettled([setup(target, options()), setup(target, options())]);
    const refused = results.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.match(
      String(refused.reason),
      /cruddur\/db:setup@.* \(postgres from 127\.0\.0\.1, process \d+, connected .*is making or changing databases/,
    );
    assert.deepEqual(await endingsOf(target), [""]);
  });

  it("waits for a local copy that is starting, and says for whom", async () => {
    const target = await newTarget();
    const consent = consentOf();
    const admin = { ...target.parameters, database: target.maintenance };
    await withClient(admin, "provision", async (client) => {
      await client.query("select pg_advisory_lock($1)", [PROVISION_LOCK.toString()]);
      const running = setup(target, options({ consent }));
      while (consent.notes.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.match(consent.notes[0]!, /^Waiting for cruddur\/provision@/);
      await client.query("select pg_advisory_unlock($1)", [PROVISION_LOCK.toString()]);
      await running;
    });
  });

  it("takes a database name with any characters", async () => {
    const { parameters } = await localTarget();
    const target = await newTarget({
      parameters: {
        ...parameters,
        database: `cruddur "test" 'ü'/${parameters.database.slice(-8)}`,
      },
    });
    await setup(target, options());
    await setup(target, options());
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
  });

  it("refuses a name whose companions PostgreSQL would cut short, and the server's own databases", async () => {
    const { parameters } = await localTarget();
    for (const database of ["x".repeat(60), "postgres", "template1", "cruddur_template_1"]) {
      const target = await localTarget({ parameters: { ...parameters, database } });
      await assert.rejects(setup(target, options()), UserError);
    }
  });

  it("refuses production's marker, whatever is confirmed, and changes nothing", async () => {
    const target = await newTarget();
    await setup(target, options());
    await within(target, (client) =>
      client.query("update cruddur_meta set environment = 'production', stack = 'prod'"),
    );
    const mark = await markOf(target);
    const consent = consentOf(target.parameters.database);
    await assert.rejects(setup(target, options({ consent })), (error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /says it is production \(stack prod\).*Nothing was done/);
      return true;
    });
    assert.equal(await markOf(target), mark);
    assert.deepEqual(await endingsOf(target), [""]);
  });

  it("keeps a database with the previous one's name that is not ours", async () => {
    const target = await newTarget();
    await setup(target, options());
    const other = `${target.parameters.database}_prev`;
    await within(
      target,
      (client) => client.query(`create database "${other}"`),
      target.maintenance,
    );
    await within(target, (client) => client.query("create table theirs (id int)"), other);
    await assert.rejects(
      setup(target, options()),
      /_prev on .* carries no signature of this project/,
    );
    await setup(target, options({ consent: consentOf(target.parameters.database) }));
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
  });

  it("stops between two steps when it is interrupted, and leaves no litter", async () => {
    const target = await newTarget();
    await setup(target, options());
    const mark = await markOf(target);
    const steps = silentSteps();
    let count = 0;
    steps.stopAt(() => {
      count += 1;
      if (count === 3) throw new Error("interrupted");
    });
    await assert.rejects(setup(target, options({ steps })), /interrupted/);
    assert.equal(await markOf(target), mark);
    assert.deepEqual(await endingsOf(target), [""]);
  });

  it("works off this machine too, for a master user who is no superuser, with consent each time", async () => {
    const local = await newTarget();
    const master = `${local.parameters.database}_master`;
    await within(
      local,
      (client) =>
        client.query(
          `create role ${master} login password 'x' createdb createrole;
           grant cruddur_owner to ${master}; grant pg_signal_backend to ${master}`,
        ),
      local.maintenance,
    );
    const target: Target = {
      ...local,
      name: "dev",
      environment: "dev",
      isLocal: false,
      kind: "stack",
      parameters: { ...local.parameters, user: master, password: "x" },
    };
    try {
      const first = await setup(target, options());
      assert.equal(first.copied, false);
      await assert.rejects(setup(target, options()), RefusedError);
      const consent = consentOf(target.parameters.database);
      const app = new pg.Client(asRole(local.parameters, "cruddur_api"));
      app.on("error", () => {});
      await app.connect();
      const second = await setup(
        target,
        options({ consent, backup: backupChoice("", { noBackup: true }) }),
      );
      assert.deepEqual(
        second.ended.map(({ user }) => user),
        ["cruddur_api"],
      );
      assert.deepEqual(await endingsOf(target), ["", "_prev"]);
      await within(target, async (client) => {
        const { rows } = await client.query("select environment, stack from cruddur_meta");
        assert.deepEqual(rows, [{ environment: "dev", stack: "dev" }]);
      });
    } finally {
      await removeTarget(local);
      await within(
        local,
        (client) => client.query(`drop owned by ${master}; drop role ${master}`),
        local.maintenance,
      );
    }
  });

  it("keeps the templates of a few other branches, and drops the older ones", async () => {
    const target = await newTarget();
    const seeds = SEEDS_DIRECTORY;
    // As left by a setup that was killed while it dropped an old one.
    const left = "cruddur_template_half_dropped";
    await within(
      target,
      async (client) => {
        await client.query(`create database ${left} is_template false`);
        await client.query(signing(left, { kind: "template", of: left }));
        await client.query("create database cruddur_template_of_somebody");
      },
      target.maintenance,
    );
    for (const text of ["one", "two", "three", "four"]) {
      const migrations = path.join(directory, text);
      await cp(MIGRATIONS_DIRECTORY, migrations, { recursive: true });
      await appendFile(path.join(migrations, "0001-create-users.sql"), `-- ${text}\n`);
      const result = await setup(target, options({ sources: { migrations, seeds } }));
      assert.equal(result.copied, false);
    }
    const { rows } = await within(
      target,
      (client) =>
        client.query<{ datname: string }>(
          "select datname from pg_database where starts_with(datname, 'cruddur_template_')",
        ),
      target.maintenance,
    );
    assert.equal(rows.length, 4);
    assert.ok(!rows.some(({ datname }) => datname === left));
    assert.ok(rows.some(({ datname }) => datname === "cruddur_template_of_somebody"));
  });
});
