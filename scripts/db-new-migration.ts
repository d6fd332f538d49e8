import path from "node:path";
import { defineCommand } from "#cli/command";
import { ROOT } from "#lib/root";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "db:new-migration",
  summary: "Write the file of a new migration, to be filled in",
  on: "nothing",
  options: {
    name: { type: "value", value: "TEXT", summary: "what it does: add-bookmarks", required: true },
    concurrently: {
      type: "flag",
      summary: "for CREATE INDEX CONCURRENTLY and its like: outside a transaction",
    },
  },
  changes: true,
  async run({ dryRun, print }, { name, concurrently }) {
    const { newMigration, nextMigrationFile } = await import("#database/migrations/new-migration");
    const migration = { name, outsideTransaction: concurrently };
    const file = dryRun ? await nextMigrationFile(migration) : await newMigration(migration);
    const shown = path.relative(ROOT, file).split(path.sep).join("/");
    print(`${dryRun ? "Would write" : "Wrote"} ${shown}. Fill it in, then: npm run db:migrate`);
    return { file: shown };
  },
});

await runCommand(command, import.meta.filename);
