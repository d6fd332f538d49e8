import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Consent } from "#database/fence/fence";
import { createDatabase, PROVISION_LOCK } from "#database/provision";
import { drop } from "#database/replacement/drop";
import { replacing, type Replacement } from "#database/replacement/replacing";
import { restoreSnapshot } from "#database/replacement/restore-snapshot";
import { setup } from "#database/replacement/setup";
import { ABOUT_TO_BE_SIGNED, signing, type DatabaseKind } from "#database/replacement/signature";
import { BUILDING, databaseOf, DISCARDED } from "#database/replacement/snapshots";
import { takeSnapshot } from "#database/replacement/take-snapshot";
import { undo } from "#database/replacement/undo";
import type { Target } from "#lib/domain/target";
import { RefusedError, UserError } from "#lib/errors";
import { identifier } from "#lib/sql/quote";
import { consentOf, localTarget, removeTarget, silentSteps, within } from "#test/targets";

const tell = () => {};
const SNAPSHOT = `protocol-${process.pid}`;

interface Command {
  readonly run: (target: Target, consent: Consent, dryRun?: boolean) => Promise<unknown>;
  /** What becomes of a database of the previous one's name. */
  readonly previous: "goes" | "returns" | "stays";
  /** The database that only a killed one leaves. */
  readonly litter: (database: string) => string;
}

const beside = (database: string) => `${database}_next`;
const COMMANDS: Readonly<Record<string, Command>> = {
  "db:setup": {
    run: (target, consent, dryRun = false) =>
      setup(target, { consent, dryRun, steps: silentSteps(), tell }),
    previous: "goes",
    litter: beside,
  },
  "db:drop": {
    run: (target, consent, dryRun = false) => drop(target, { consent, dryRun, purge: false, tell }),
    previous: "goes",
    litter: beside,
  },
  "db:undo": {
    run: (target, consent, dryRun = false) => undo(target, { consent, dryRun, tell }),
    previous: "returns",
    litter: beside,
  },
  "db:restore": {
    run: (target, consent, dryRun = false) =>
      restoreSnapshot(target, { name: SNAPSHOT, consent, dryRun, tell }),
    previous: "goes",
    litter: beside,
  },
  "db:snapshot": {
    run: (target, consent, dryRun = false) =>
      takeSnapshot(target, { name: SNAPSHOT, replace: true, consent, dryRun, tell }),
    previous: "stays",
    litter: () => BUILDING,
  },
};

/** Each command, with a database in use, one kept before it, a snapshot, and litter. */
describe("replacing", () => {
  let target: Target;
  let previous: string;
  beforeEach(async () => {
    target = await localTarget();
    previous = `${target.parameters.database}_prev`;
    for (let count = 0; count < 2; count += 1)
      await setup(target, { consent: consentOf(), steps: silentSteps(), tell });
    await takeSnapshot(target, { name: SNAPSHOT, consent: consentOf(), tell });
  });
  afterEach(async () => {
    await removeTarget(target);
    for (const name of [BUILDING, databaseOf(SNAPSHOT)])
      await onServer(`drop database if exists ${identifier(name)}`);
  });

  const onServer = (sql: string) =>
    within(target, (client) => client.query(sql), target.maintenance);
  const onDatabase = (sql: string, database?: string) =>
    within(target, (client) => client.query(sql), database);
  const isThere = async (name: string) =>
    (await onServer(`select from pg_database where datname = '${name}'`)).rowCount === 1;
  /** A database by its side that a killed command has made, or, unsigned, somebody else. */
  const make = async (name: string, kind?: DatabaseKind): Promise<string> => {
    const of = target.parameters.database;
    await onServer(`create database ${identifier(name)}`);
    if (kind) await onServer(signing(name, { kind, of }));
    return name;
  };
  const litter = ({ litter: left }: Command): Promise<string> =>
    make(left(target.parameters.database), left === beside ? "next" : "snapshot");
  /** The names, and which database has each. */
  const databases = async (): Promise<unknown[]> => {
    const names = `datname like '${target.parameters.database}%' or datname like 'cruddur\\_snap\\_%'`;
    return (await onServer(`select oid, datname from pg_database where ${names} order by oid`))
      .rows;
  };
  const unchanged = async (work: () => Promise<unknown>): Promise<void> => {
    const before = await databases();
    await work();
    assert.deepEqual(await databases(), before);
  };
  const refuses = (
    work: () => Promise<unknown>,
    says: RegExp,
    type: typeof UserError = RefusedError,
  ) =>
    unchanged(() =>
      assert.rejects(work(), (error) => {
        assert.ok(error instanceof type, String(error));
        assert.match(error.message, says);
        return true;
      }),
    );
  const whileLocked = (work: () => Promise<unknown>, application = "psql") =>
    within(
      target,
      async (other) => {
        await other.query(`set application_name = '${application}'`);
        await other.query(`select pg_advisory_lock(${PROVISION_LOCK})`);
        await work();
      },
      target.maintenance,
    );

  for (const [name, command] of Object.entries(COMMANDS)) {
    describe(name, () => {
      it("refuses a database that is not the application's, before it connects", async () => {
        for (const database of ["postgres", previous]) {
          const parameters = { ...target.parameters, database, port: 1 };
          const wrong = { ...target, parameters, maintenance: "template1" };
          await refuses(() => command.run(wrong, consentOf()), /^\S+ is /, UserError);
        }
      });

      for (const dryRun of [false, true]) {
        const how = dryRun ? ", as a dry run too" : "";

        it(`refuses production's marker in the database, whatever is confirmed${how}`, async () => {
          await onDatabase("update cruddur_meta set environment = 'production', stack = 'prod'");
          await litter(command);
          const consent = consentOf(target.parameters.database);
          await refuses(() => command.run(target, consent, dryRun), /production/);
        });

        const looks = command.previous === "stays" ? "does not look at" : "refuses";
        it(`${looks} production's marker in the one kept before${how}`, async () => {
          const sql = "update cruddur_meta set environment = 'production', stack = 'prod'";
          await onDatabase(sql, previous);
          await litter(command);
          const consent = consentOf(target.parameters.database);
          const run = () => command.run(target, consent, dryRun);
          if (command.previous === "stays") await run();
          else await refuses(run, new RegExp(`${previous} .*production`));
        });

        const minds = command.previous === "goes" ? "refuses to lose" : "lets be";
        it(`${minds} somebody's tables under the name of the one kept before${how}`, async () => {
          await onDatabase("drop table cruddur_meta, cruddur_migrations", previous);
          const run = (consent: Consent) => command.run(target, consent, dryRun);
          if (command.previous === "goes") {
            await refuses(() => run(consentOf()), new RegExp(`${previous} .*would be lost`));
          }
          await run(
            consentOf(command.previous === "goes" ? target.parameters.database : undefined),
          );
          if (command.previous === "stays") assert.ok(await isThere(previous));
        });
      }

      for (const dryRun of [false, true]) {
        const how = dryRun ? ", as a dry run too" : "";

        it(`refuses every database of a name that it uses without a signature${how}`, async () => {
          const { database } = target.parameters;
          const names =
            command.previous === "stays"
              ? [BUILDING, DISCARDED]
              : [`${database}_next`, `${database}_discarded`];
          for (const name of names) await make(name);
          const says = new RegExp(`${names.join(" and ")} on .* no signature .* Nothing was done`);
          await refuses(() => command.run(target, consentOf(database), dryRun), says);
          // Another application's, and one of another kind, are not meant either.
          for (const name of names) await onServer(signing(name, { kind: "next", of: "other" }));
          await refuses(() => command.run(target, consentOf(database), dryRun), says);
          for (const name of names) await onServer(`drop database ${identifier(name)}`);
        });
      }

      it("takes a previous one of an older release, which has a marker and no comment", async () => {
        await onServer(`comment on database ${identifier(previous)} is null`);
        await command.run(target, consentOf());
      });

      it("refuses a previous one without a signature, but by --confirm", async () => {
        if (command.previous === "stays") return;
        await onServer(`comment on database ${identifier(previous)} is 'mine'`);
        await refuses(
          () => command.run(target, consentOf()),
          new RegExp(`${previous} on .* no signature`),
        );
        await command.run(target, consentOf(target.parameters.database));
      });

      it("asks the whole fence again under the lock", async () => {
        const consent = consentOf();
        const marked = command.previous === "stays" ? target.parameters.database : previous;
        let running: Promise<unknown> = Promise.resolve();
        await whileLocked(async () => {
          running = command.run(target, consent);
          running.catch(() => {}); // its failure is told below
          while (consent.notes.length === 0) await delay(5);
          await onDatabase("update cruddur_meta set environment = 'production'", marked);
        }, "cruddur/provision@test");
        await refuses(() => running, new RegExp(`${marked} .*production`));
      });

      it("is refused while somebody else holds the lock, and leaves the litter to them", async () => {
        await litter(command);
        await whileLocked(() =>
          refuses(
            () => command.run(target, consentOf()),
            /psql .* is making or changing databases/,
          ),
        );
      });

      it("refuses a database that came while it waited for the lock", async () => {
        const { database } = target.parameters;
        await litter(command);
        const consent = consentOf();
        let running: Promise<unknown> = Promise.resolve();
        await whileLocked(async () => {
          running = command.run(target, consent);
          running.catch(() => {}); // its failure is told below
          while (consent.notes.length === 0) await delay(5);
          await onServer(`alter database ${database} rename to ${database}_theirs`);
          await onServer(`create database ${database} template ${database}_theirs`);
          await onDatabase("update cruddur_meta set fingerprint = uuidv7()");
        }, "cruddur/provision@test");
        await refuses(() => running, /was replaced by somebody else .* Nothing was done\./);
      });

      it("removes litter when it does what it should, and says so before", async () => {
        const left = await litter(command);
        const before = await databases();
        for (const [dryRun, says] of [
          [true, `Would remove ${left}: a killed command left it.`],
          [false, `Removing ${left}: a killed command left it.`],
        ] as const) {
          const consent = consentOf();
          await command.run(target, consent, dryRun);
          assert.deepEqual(consent.notes, [says]);
        }
        assert.notDeepEqual(await databases(), before);
        assert.equal(await isThere(left), false);
      });

      it("changes nothing as a dry run, and needs no lock", async () => {
        await litter(command);
        await whileLocked(() => unchanged(() => command.run(target, consentOf(), true)));
      });
    });
  }

  it("removes what was built when the work fails, and leaves the rest as it was", async () => {
    const { database } = target.parameters;
    const action = { chore: "db:test", what: "fail", kind: "destroys" } as const;
    const failing: Replacement<{ lost: string[] }, void> = {
      action,
      consent: consentOf(),
      dryRun: false,
      previous: "goes",
      plan: async () => ({ lost: [] }),
      async act({ admin, names }) {
        await createDatabase(admin, names.next, { kind: "next", of: database });
        await admin.query(`create database ${identifier(names.discarded)} ${ABOUT_TO_BE_SIGNED}`);
        throw new Error("half-way");
      },
    };
    await unchanged(() => assert.rejects(replacing(target, failing), /half-way/));
    assert.equal(await isThere(beside(database)), false);
  });

  it("has no litter removed and nothing done when the plan fails", async () => {
    await make(beside(target.parameters.database), "next");
    const failing: Replacement<{ lost: string[] }, void> = {
      action: { chore: "db:test", what: "fail", kind: "destroys" },
      consent: consentOf(),
      dryRun: false,
      previous: "goes",
      plan: () => Promise.reject(new Error("no way")),
      act: () => assert.fail("it was done"),
    };
    await unchanged(() => assert.rejects(replacing(target, failing), /no way/));
  });
});
