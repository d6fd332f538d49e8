import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { requireBackup, type BackupChoice } from "#database/backup/backup";
import { drop } from "#database/replacement/drop";
import { migrate } from "#database/migrations/migrate";
import { asOwner, createDatabase } from "#database/provision";
import { rollback } from "#database/migrations/rollback";
import { setup } from "#database/replacement/setup";
import { parseArguments } from "#cli/arguments";
import { InterruptedError, RefusedError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { standInDumpPrograms } from "#test/dump-programs";
import { until } from "#test/until";
import {
  backupChoice,
  consentOf,
  endingsOf,
  localTarget,
  removeTarget,
  silentSteps,
  within,
} from "#test/targets";
import { command as dbDrop } from "../../../scripts/db-drop.ts";
import { command as dbRollback } from "../../../scripts/db-rollback.ts";
import { command as dbSetup } from "../../../scripts/db-setup.ts";

const tell = () => {};

describe("requireBackup", () => {
  let state: string;
  let target: Target;
  beforeEach(async () => {
    state = await mkdtemp(path.join(tmpdir(), "cruddur-backup-"));
    target = await localTarget({ name: "org/dev", environment: "dev", isLocal: false });
  });
  afterEach(async () => {
    await removeTarget(target);
    await rm(state, { recursive: true, force: true });
  });

  const consent = () => consentOf(target.parameters.database);
  const setUp = (backup?: BackupChoice, dryRun = false) =>
    setup(target, {
      consent: consent(),
      dryRun,
      steps: silentSteps(),
      tell,
      ...(backup ? { backup } : {}),
    });
  const dropIt = (backup: BackupChoice, more: { purge?: boolean; dryRun?: boolean } = {}) =>
    drop(target, { consent: consent(), dryRun: false, purge: false, tell, backup, ...more });
  const standIns = (how?: Parameters<typeof standInDumpPrograms>[1]) =>
    standInDumpPrograms(path.join(state, "bin"), how);
  const files = () => readdir(path.join(state, "backups")).catch(() => []);
  const fingerprint = () =>
    within(target, async (client) => {
      const { rows } = await client.query<{ it: string }>(
        "select fingerprint as it from cruddur_meta",
      );
      return rows[0]!.it;
    });
  /** What a refusal says; nothing of the target has changed, and no file is left. */
  const refusalOf = async (work: () => Promise<unknown>): Promise<string> => {
    const before = [await fingerprint(), await endingsOf(target)];
    let said = "";
    await assert.rejects(work(), (error) => {
      assert.ok(error instanceof RefusedError, String(error));
      assert.match(error.message, /Nothing was done\./);
      said = `${error.message}\n${error.hint}`;
      return true;
    });
    assert.deepEqual([await fingerprint(), await endingsOf(target)], before);
    assert.deepEqual(await files(), []);
    return said;
  };

  it("is made by pg_dump, with address and password in its environment alone", async () => {
    await setUp();
    const { env, calls } = await standIns();
    const backup = backupChoice(state, { env: { ...env, PGHOSTADDR: "10.0.0.1" } });
    const { backups } = await setUp(backup);
    const { database, password, port } = target.parameters;
    const file = backups[0]!;
    assert.match(
      path.relative(state, file),
      new RegExp(`^backups/org_dev-${database}-\\d{4}-\\d\\d-\\d\\dT[\\d-]+Z\\.dump$`),
    );
    assert.equal(await readFile(file, "utf8"), "rows");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
    const [dumping, reading] = await calls();
    const unfinished = `${file}.unfinished`;
    const how = ["--format=custom", "--no-password", "--file", unfinished];
    assert.deepEqual(dumping!.args, how);
    assert.deepEqual(reading!.args, ["--file", "-", unfinished]);
    assert.equal(dumping!.env["PGPASSWORD"], password);
    assert.equal(dumping!.env["PGDATABASE"], database);
    assert.equal(dumping!.env["PGPORT"], String(port));
    assert.equal(dumping!.env["PGSSLMODE"], "disable");
    assert.equal(dumping!.env["PGHOSTADDR"], undefined);
    assert.equal(reading!.program, "pg_restore");
    const told = backup.notes.join("\n");
    assert.ok(told.includes(`The backup of ${database} is ${file}\n`), told);
    assert.match(told, /pg_restore --exit-on-error --clean --if-exists --create --dbname '?postg/);
    assert.ok(told.includes(`postgresql://${target.parameters.user}@127.0.0.1:${port}/`), told);
    assert.deepEqual(await endingsOf(target), ["", "_prev"]);
  });

  it("verifies a server of RDS as our own connections do", async () => {
    const { env, calls } = await standIns();
    const host = "cruddur.c9a.us-east-1.rds.amazonaws.com";
    const stack = { ...target, parameters: { ...target.parameters, host } };
    const action = { chore: "db:drop", what: "drop it", kind: "destroys" } as const;
    const backup = backupChoice(state, { env });
    await within(
      target,
      (client) => requireBackup(client, stack, action, ["cruddur"], backup),
      target.maintenance,
    );
    const root = path.join(state, "rds-certificates.pem");
    const [dumping] = await calls();
    assert.deepEqual(
      [dumping!.env["PGHOST"], dumping!.env["PGSSLMODE"], dumping!.env["PGSSLROOTCERT"]],
      [host, "verify-full", root],
    );
    const query = `sslmode=verify-full&sslrootcert=${encodeURIComponent(root)}'`;
    assert.ok(backup.notes[0]!.includes(query), backup.notes[0]);
  });

  it("is made of every database that goes, and of none that is not there", async () => {
    const { env } = await standIns();
    const backup = backupChoice(state, { env });
    assert.deepEqual((await setUp(backup)).backups, []);
    assert.equal((await setUp(backup)).backups.length, 1);
    const { backups } = await dropIt(backup, { purge: true });
    const names = backups.map((file) => path.basename(file).replace(/-\d{4}-.*/, "")).sort();
    const name = `org_dev-${target.parameters.database}`;
    assert.deepEqual(names, [name, `${name}_prev`]);
    assert.deepEqual(await endingsOf(target), []);
    assert.deepEqual((await dropIt(backup)).backups, []);
  });

  it("is refused without a pg_dump as new as the server, saying what there is and what to type", async () => {
    await setUp();
    const { env } = await standIns({ version: "15.18" });
    const said = await refusalOf(() => dropIt(backupChoice(state, { env })));
    const { database } = target.parameters;
    const server = await within(target, async (client) => {
      const { rows } = await client.query<{ server_version: string }>("show server_version");
      return parseInt(rows[0]!.server_version, 10);
    });
    assert.ok(
      said.includes(
        `db:drop makes a backup of ${database} first. That takes pg_dump ${server} or newer, and on PATH there is ` +
          `pg_dump 15 (${path.join(state, "bin", "pg_dump")}). Nothing was done.`,
      ),
      said,
    );
    assert.match(said, new RegExp(`Install .*${server}`));
    assert.match(said, /npm run db:drop -- --target org\/dev --no-backup/);
    for (const dryRun of [false, true]) {
      const backup = backupChoice(state, { env: {}, dryRun });
      assert.match(await refusalOf(() => dropIt(backup, { dryRun })), /there is no pg_dump\./);
    }
    await standIns();
    await rm(path.join(state, "bin", "pg_restore"));
    const without = await refusalOf(() => setUp(backupChoice(state, { env })));
    assert.match(without, /pg_dump 99 \(.*\) without a pg_restore/);
  });

  const failures: [string, Parameters<typeof standInDumpPrograms>[1], RegExp][] = [
    [
      "pg_dump fails half-way",
      {
        dump: 'fs.writeFileSync(file, "ro"); console.error("permission denied"); process.exit(1);',
      },
      /pg_dump: permission denied/,
    ],
    [
      "pg_dump is killed",
      { dump: 'fs.writeFileSync(file, "ro"); process.kill(process.pid, "SIGKILL");' },
      /pg_dump: it ended with SIGKILL/,
    ],
    ["pg_dump writes nothing", { dump: "" }, /pg_dump wrote nothing/],
    [
      "pg_restore cannot read it",
      { restore: 'console.error("unexpected end of file"); process.exit(1);' },
      /pg_restore: unexpected end of file/,
    ],
  ];
  for (const [what, how, said] of failures) {
    it(`leaves no file and changes nothing when ${what}`, async () => {
      await setUp();
      const { env } = await standIns(how);
      for (const work of [setUp, dropIt]) {
        const told = await refusalOf(() => work(backupChoice(state, { env })));
        assert.match(told, said);
        assert.match(told, /--no-backup/);
      }
    });
  }

  it("leaves no file and changes nothing after Ctrl-C, and ends pg_dump", async () => {
    await setUp();
    const pidFile = path.join(state, "pid");
    const { env } = await standIns({
      dump: `fs.writeFileSync(file, "ro"); fs.writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`,
    });
    const choice = backupChoice(state, { env });
    let press = () => {};
    let pressed = false;
    const requested = new Promise<void>((resolve) => (press = resolve));
    const check = () => {
      if (pressed) throw new InterruptedError("interrupted");
    };
    const mark = await fingerprint();
    const work = setUp({
      ...choice,
      context: { ...choice.context, watchInterrupt: () => ({ requested, check }) },
    });
    const pid = async () => Number(await readFile(pidFile, "utf8").catch(() => 0));
    await until("pg_dump is at it", async () => (await pid()) > 0);
    pressed = true;
    press();
    await assert.rejects(work, InterruptedError);
    assert.deepEqual(await files(), []);
    assert.equal(await fingerprint(), mark);
    assert.deepEqual(await endingsOf(target), [""]);
    const ended = await pid();
    assert.throws(() => process.kill(ended, 0), { code: "ESRCH" });
  });

  it("removes what a killed one left of this database, and nothing else", async () => {
    await setUp();
    const { env } = await standIns();
    const label = `org_dev-${target.parameters.database}`;
    const time = "2026-01-02T03-04-05-678Z.dump";
    const kept = [`${label}-${time}`, `${label}_prev-${time}.unfinished`, "notes.unfinished"];
    await mkdir(path.join(state, "backups"));
    for (const name of [...kept, `${label}-${time}.unfinished`])
      await writeFile(path.join(state, "backups", name), "x");
    const { backups } = await dropIt(backupChoice(state, { env }));
    assert.deepEqual(
      (await files()).sort(),
      [...kept, ...backups.map((file) => path.basename(file))].sort(),
    );
  });

  it("is left out with --no-backup, and that is said", async () => {
    await setUp();
    const backup = backupChoice(state, { noBackup: true, env: {} });
    assert.deepEqual((await setUp(backup)).backups, []);
    assert.deepEqual((await dropIt(backup)).backups, []);
    assert.equal(backup.notes.length, 2);
    assert.match(backup.notes[0]!, /^No backup of .* is made: --no-backup\.$/);
    assert.deepEqual(await files(), []);
  });

  it("is told where, and not made, as a dry run", async () => {
    await setUp();
    const { env, calls } = await standIns();
    const backup = backupChoice(state, { env, dryRun: true });
    const planned = await setUp(backup, true);
    const dropped = await dropIt(backup, { dryRun: true });
    for (const [index, { backups }] of [planned, dropped].entries()) {
      const { database } = target.parameters;
      assert.equal(backup.notes[index], `Would first make a backup of ${database}: ${backups[0]!}`);
    }
    assert.deepEqual([await calls(), await files()], [[], []]);
    assert.deepEqual(await endingsOf(target), [""]);
  });

  it("is not made where the fence refuses, nor on this machine", async () => {
    const { env, calls } = await standIns();
    const backup = backupChoice(state, { env });
    await setUp();
    const options = { consent: consentOf(), dryRun: false, purge: false, tell, backup };
    await assert.rejects(drop(target, options), RefusedError);
    await assert.rejects(setUp(), /no choice about a backup/);
    assert.deepEqual(await endingsOf(target), [""]);
    await within(target, (client) =>
      client.query("update cruddur_meta set environment = 'local', stack = 'local'"),
    );
    const local: Target = { ...target, name: "local", environment: "local", isLocal: true };
    assert.deepEqual((await drop(local, options)).backups, []);
    assert.deepEqual(await calls(), []);
  });

  it("is made before a rollback that loses data, and only then", async () => {
    const directory = path.join(state, "migrations");
    await mkdir(directory);
    const table = (name: string) => `t${name.slice(0, 4)}`;
    const write = (name: string, rows: string) =>
      writeFile(
        path.join(directory, `${name}.sql`),
        `-- Up Migration\ncreate table ${table(name)} as ${rows};\n-- Down Migration\ndrop table ${table(name)};\n`,
      );
    await write("0001-x", "select 1 as id");
    await write("0002-x", "select 1 as id where false");
    const { database } = target.parameters;
    await within(target, (client) => createDatabase(client, database), target.maintenance);
    await within(target, (client) => asOwner(client, () => migrate(client, directory)));
    const back = (backup: BackupChoice) =>
      rollback(target, { consent: consent(), steps: 1, dryRun: false, directory, backup });
    const withoutProgram = backupChoice(state, { env: {} });
    assert.deepEqual(await back(withoutProgram), {
      migrations: ["0002-x"],
      loss: [],
      untried: [],
      backups: [],
    });
    await assert.rejects(back(withoutProgram), /db:rollback makes a backup .* no pg_dump/);
    await within(target, (client) => client.query("select from t0001"));
    const { env } = await standIns();
    assert.deepEqual((await back(backupChoice(state, { env }))).backups.length, 1);
    await assert.rejects(within(target, (client) => client.query("select from t0001")));
  });

  it("is an option of each chore that destroys", () => {
    for (const chore of [dbSetup, dbDrop, dbRollback]) {
      assert.equal(parseArguments(chore, ["--no-backup"], {})!.options["noBackup"], true);
      assert.equal(parseArguments(chore, [], {})!.options["noBackup"], false);
    }
  });
});
