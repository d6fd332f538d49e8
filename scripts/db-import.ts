import { defineCommand } from "#cli/command";
import { CONFIRM_OPTION, NO_BACKUP_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { InterruptedError } from "#lib/errors";
import { duration } from "#lib/terminal";
import { typed } from "#lib/terminal/typed";

export const command = defineCommand({
  name: "db:import",
  summary:
    "Make the database anew from an existing one of the bootcamp's, beside the present one, then swap them",
  details: [
    "The source is read in one transaction that writes nothing; PostgreSQL 12 or newer, here or on RDS. Of its users",
    "and activities it takes the columns that are there. Without --from it reads the target's own database, when its",
    "tables are not as this project makes them.",
    "Rows that cannot be taken are listed and nothing is done, unless --leave-out says where to write them.",
    "The present database stays in use until the new one is complete, and is kept as <name>_prev: db:undo brings",
    "it back.",
  ].join("\n"),
  examples: {
    "--from postgresql://127.0.0.1:5432/cruddur --dry-run": "what is there, and what would come",
    "--from PROD_CONNECTION_URL": "the URL in that variable, out of the list of processes",
  },
  on: "database",
  options: {
    from: {
      type: "value",
      value: "URL",
      summary: "the database to read, or the name of a variable with its connection URL",
      defaultText: "the target's own",
    },
    timeZone: {
      type: "value",
      value: "ZONE",
      summary: "of times that the source keeps without one",
      default: "UTC",
    },
    leaveOut: {
      type: "value",
      value: "FILE",
      summary:
        "leave out the rows that cannot be taken, and write them to a new file, one JSON value a line",
    },
    writeMigration: {
      type: "flag",
      summary: "write a migration for the columns that Cruddur lacks, and take them along",
    },
    confirm: CONFIRM_OPTION,
    noBackup: NO_BACKUP_OPTION,
  },
  changes: true,
  reach: "not-production",
  async run(context, { from, timeZone, leaveOut, writeMigration, confirm, noBackup }) {
    const { target, steps, print, note, interactive, dryRun } = context;
    const [
      { tellEnding },
      { setup },
      { importedContents },
      { sourceFrom },
      { ImportReport, several },
      { requireNewFile },
      { optionFor },
    ] = await Promise.all([
      import("#database/connection/holders"),
      import("#database/replacement/setup"),
      import("#database/import/import-database"),
      import("#database/import/source"),
      import("#database/import/import-report"),
      import("#database/import/left-out"),
      import("#database/connection/problem"),
    ]);
    if (leaveOut !== undefined) await requireNewFile(leaveOut);
    const source = from === undefined ? target.parameters : sourceFrom(from);
    const aborted = new AbortController();
    if (!dryRun) {
      const interrupted = new InterruptedError("interrupted");
      void context.watchInterrupt().requested.then(() => aborted.abort(interrupted));
    }
    const report = new ImportReport({ print, note, leaveOut, writeMigration, dryRun });
    const contents = importedContents({
      source,
      target,
      zone: timeZone,
      onJudged: (...found) => report.judged(...found),
      onBytes: report.onBytes,
      signal: aborted.signal,
    });
    const started = performance.now();
    try {
      const result = await setup(target, {
        consent: { confirm, interactive, note },
        dryRun,
        steps,
        backup: { noBackup, context },
        contents,
        tell: tellEnding(note),
      });
      const ms = Math.round(performance.now() - started);
      const found = report.result();
      if (dryRun) {
        print("Would put a new database with these rows in place.");
        const { dropped, litter, backups } = result;
        for (const name of dropped)
          print(`Would drop ${name}, the one that was kept before, for good.`);
        return { ...found, replaces: result.previous !== undefined, dropped, litter, backups };
      }
      const back = result.previous
        ? ` The old one is ${result.previous}: ${typed("db:undo", optionFor(target))}`
        : "";
      print(
        `Database ${target.parameters.database} has ${several(found.users, "user")} and ${several(found.activities, "crud")}, in ${duration(ms)}.${back}`,
      );
      return { ...result, ...found, ms };
    } catch (error) {
      await report.discard();
      throw error;
    } finally {
      await contents.close();
    }
  },
});

await runCommand(command, import.meta.filename);
