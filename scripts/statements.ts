import { readFile, writeFile } from "node:fs/promises";
import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import type { StatementModule } from "#database/statements/compile";
import { UserError } from "#lib/errors";
import { fromRoot } from "#lib/root";

export const command = defineCommand({
  name: "statements",
  summary: "Prepare every runtime statement against the migrated schema and write its types",
  details: "It uses a throw-away database, so it needs nothing to be running.",
  on: "nothing",
  options: {
    check: {
      type: "flag",
      summary: "write nothing; fail when a statement is wrong or a module is out of date",
    },
  },
  changes: true,
  async run({ dryRun, print }, { check }) {
    const modules = await compileAll();
    const faults = modules.flatMap((entry) => ("fault" in entry ? [entry.fault] : []));
    if (faults.length > 0) {
      throw new UserError(
        `${faults.length} of ${modules.length} statements cannot run against the schema:\n\n${faults.join("\n\n")}\n`,
        "Mend them and run: npm run statements",
      );
    }
    const stale = await outOfDate(modules);
    const names = stale.map(({ file }) => file);
    if (check && stale.length > 0) {
      throw new UserError(`Out of date: ${names.join(", ")}.`, "Type: npm run statements");
    }
    if (!dryRun) for (const { file, text } of stale) await writeFile(fromRoot(file), text);
    const written = check ? "" : `, ${stale.length} ${dryRun ? "would be written" : "written"}`;
    print(`${modules.length} statements run against the schema${written}`);
    return { statements: modules.length, stale: names };
  },
});

async function compileAll(): Promise<StatementModule[]> {
  const { makeSchemaDatabase } = await import("#database/statements/schema-database");
  const { compileStatements } = await import("#database/statements/compile");
  const { startThrowAway } = await import("#local/postgres/throw-away");
  const server = await startThrowAway();
  try {
    return await compileStatements(await makeSchemaDatabase(server, "statements"));
  } finally {
    await server.stop();
  }
}

/** The modules whose text differs from what their statement gives: `sql/statements/find-user.ts` of `find-user.sql`. */
async function outOfDate(modules: readonly StatementModule[]) {
  const stale: { readonly file: string; readonly text: string }[] = [];
  for (const entry of modules) {
    if (!("module" in entry)) continue;
    const file = entry.file.replace(/\.sql$/, ".ts");
    const present = await readFile(fromRoot(file), "utf8").catch(() => "");
    if (present.replaceAll("\r\n", "\n") !== entry.module) stale.push({ file, text: entry.module });
  }
  return stale;
}

await runCommand(command, import.meta.filename);
