/**
 * Prepare every runtime statement against the migrated schema and write its TypeScript types.
 *
 *   npm run statements             write sql/statements/*.ts
 *   npm run statements -- --check  write nothing; fail when a statement is wrong or a module is out of date
 *
 * It uses a throw-away database, so it needs nothing to be running.
 */
import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { makeSchemaDatabase } from "#database/statements/schema-database";
import { compileStatements, type StatementModule } from "#database/statements/compile";
import { UserError } from "#lib/errors";
import { fromRoot } from "#lib/root";
import { runMain } from "#cli/run-main";
import { startThrowAway } from "#local/postgres/throw-away";

/** `sql/statements/find-user.sql` → `sql/statements/find-user.ts` */
const moduleFile = (sqlFile: string) => sqlFile.replace(/\.sql$/, ".ts");

export async function compileAll(): Promise<StatementModule[]> {
  const server = await startThrowAway();
  try {
    return await compileStatements(await makeSchemaDatabase(server, "statements"));
  } finally {
    await server.stop();
  }
}

/** The modules whose text differs from what their statement gives. */
async function outOfDate(modules: readonly StatementModule[]): Promise<string[]> {
  const files: string[] = [];
  for (const entry of modules) {
    if (!("module" in entry)) continue;
    const file = moduleFile(entry.file);
    const present = await readFile(fromRoot(file), "utf8").catch(() => "");
    if (present !== entry.module) files.push(file);
  }
  return files;
}

/** For help, docs and completion. */
export const command = new Command("npm run statements --")
  .description("Prepare every runtime statement against the migrated schema and write its types.")
  .option("--check", "write nothing; fail when a statement is wrong or a module is out of date")
  .exitOverride();

async function main(): Promise<void> {
  const { check } = command.parse().opts<{ check?: boolean }>();
  const modules = await compileAll();
  const faults = modules.flatMap((entry) => ("fault" in entry ? [entry.fault] : []));
  if (faults.length > 0) {
    throw new UserError(
      `${faults.length} of ${modules.length} statements cannot run against the schema:\n\n${faults.join("\n\n")}\n`,
      "Mend them and run: npm run statements",
    );
  }
  const stale = await outOfDate(modules);
  if (check && stale.length > 0) {
    throw new UserError(`Out of date: ${stale.join(", ")}.`, "Type: npm run statements");
  }
  for (const entry of modules) {
    if ("module" in entry && stale.includes(moduleFile(entry.file))) {
      await writeFile(fromRoot(moduleFile(entry.file)), entry.module);
    }
  }
  const written = check ? "" : `, ${stale.length} written`;
  console.log(`${modules.length} statements run against the schema${written}`);
}

await runMain(main, import.meta.filename);
