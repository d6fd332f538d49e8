import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseSQLFile, queryASTToIR, type SQLQueryAST } from "@pgtyped/parser";
import { getTypes, startup } from "@pgtyped/query";
import { processSQLQueryIR } from "@pgtyped/runtime";
import { AsyncQueue } from "@pgtyped/wire";
import { fromRoot, ROOT } from "#lib/root";
import { describeSqlFault, positionAt } from "#lib/sql-error";
import type { ConnectionParameters } from "./connect.ts";
import { typeScriptFor } from "./statement-types.ts";

export const STATEMENTS_DIRECTORY = fromRoot("sql", "statements");

/** One statement as TypeScript, or what is wrong with it as `file:line:column: …`. */
export type StatementModule =
  | { readonly file: string; readonly module: string }
  | { readonly file: string; readonly fault: string };

/**
 * Prepares every statement of a folder against a migrated database and writes each as a TypeScript module,
 * with the types of its parameters and rows. Faults are collected, not thrown: one run shows them all.
 * `file` is the `.sql` file's path from the checkout's root.
 */
export async function compileStatements(
  database: ConnectionParameters,
  directory = STATEMENTS_DIRECTORY,
): Promise<StatementModule[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".sql")).sort();
  const connection = new AsyncQueue();
  const { host, port, user, password, database: dbName } = database;
  await startup({ host, port, user, password, dbName }, connection);
  try {
    const modules: StatementModule[] = [];
    for (const file of files) {
      modules.push(await compileStatement(connection, path.join(directory, file)));
    }
    return modules;
  } finally {
    connection.socket.end();
  }
}

async function compileStatement(
  connection: AsyncQueue,
  absolute: string,
): Promise<StatementModule> {
  const file = path.relative(ROOT, absolute);
  const text = (await readFile(absolute, "utf8")).replaceAll("\r\n", "\n");
  const { queries, events } = parseSQLFile(text);
  const problem = events[0];
  const query = queries[0];
  if (problem || !query || queries.length > 1) {
    const reason = problem
      ? `${file}:${problem.location?.line ?? 1}:${(problem.location?.col ?? 0) + 1}: ${problem.message}`
      : `${file}:1:1: holds ${queries.length} statements; write one, under a comment /* @name ${camelCase(file)} */`;
    return { file, fault: reason };
  }
  if (query.name !== camelCase(file)) {
    return {
      file,
      fault: `${file}:1:1: @name is ${query.name}; the file's name asks for ${camelCase(file)}`,
    };
  }
  return describe(connection, file, text, query);
}

async function describe(
  connection: AsyncQueue,
  file: string,
  text: string,
  query: SQLQueryAST,
): Promise<StatementModule> {
  const prepared = processSQLQueryIR(queryASTToIR(query));
  const types = await getTypes(prepared, connection);
  if ("errorCode" in types) {
    const at = types.position
      ? sourcePosition(text, query, prepared.query, Number(types.position))
      : undefined;
    return { file, fault: describeSqlFault(file, types, at) };
  }
  try {
    const parameters = prepared.mapping.map((parameter, index) => {
      if (!("assignedIndex" in parameter)) throw new Error("only plain :parameters are supported");
      const required = "required" in parameter && parameter.required;
      const type = typeScriptFor(nameOf(types.paramMetadata.params[index]), "parameter");
      return { name: parameter.name, type: required ? type : `${type} | null` };
    });
    const columns = types.returnTypes.map(({ returnName, type, nullable }) => {
      const forced = /[!?]$/.exec(returnName)?.[0];
      const isNullable = forced ? forced === "?" : nullable !== false;
      const tsType = typeScriptFor(nameOf(type), "row");
      return { name: returnName, type: isNullable ? `${tsType} | null` : tsType };
    });
    return { file, module: moduleFor(file, query.name, prepared.query, parameters, columns) };
  } catch (error) {
    return { file, fault: `${file}:1:1: ${(error as Error).message}` };
  }
}

const nameOf = (type: unknown): string =>
  typeof type === "string" ? type : ((type as { name?: string } | undefined)?.name ?? "unknown");

/** `sql/statements/find-user.sql` → `findUser` */
function camelCase(file: string): string {
  return path
    .basename(file, ".sql")
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The place in the file of a position in the prepared text, in which each `:name` has become `$n`. Lines are the
 * same in both; within the line the parameters before the place are put back.
 */
function sourcePosition(text: string, query: SQLQueryAST, prepared: string, position: number) {
  const upTo = Array.from(prepared)
    .slice(0, position - 1)
    .join("");
  const source = text.slice(query.statement.loc.a);
  const uses = [...source.matchAll(/(?<!:):[a-zA-Z_]\w*!?/g)];
  const passed = upTo.match(/\$\d+/g)?.length ?? 0;
  const shrunk = uses
    .slice(0, passed)
    .reduce(
      (sum, use, index) => sum + use[0].length - (upTo.match(/\$\d+/g)?.[index]?.length ?? 0),
      0,
    );
  return positionAt(text, query.statement.loc.a + upTo.length + shrunk);
}

interface Field {
  readonly name: string;
  readonly type: string;
}

function moduleFor(
  file: string,
  name: string,
  sql: string,
  parameters: readonly Field[],
  columns: readonly Field[],
): string {
  const typeName = name[0]!.toUpperCase() + name.slice(1);
  // A column called "body!" says that PostgreSQL cannot prove it is never null, but it never is.
  const bare = (column: string) => column.replace(/[!?]$/, "");
  const text = sql.replace(/"(\w+)[!?]"/g, '"$1"').trim();
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const fields = (list: readonly Field[]) =>
    list.map((field) => `  ${bare(field.name)}: ${field.type};\n`).join("");
  return `// Made by \`npm run statements\` from ${path.basename(file)}. Do not edit.
import type { Statement } from "#lib/statement";

export interface ${typeName}Parameters {
${fields(parameters)}}

export interface ${typeName}Row {
${fields(columns)}}

export const ${name}: Statement<${typeName}Parameters, ${typeName}Row> = {
  name: "${path.basename(file, ".sql")}-${hash}",
  parameters: ${JSON.stringify(parameters.map((parameter) => parameter.name))},
  text: \`
${text.replace(/[\\`]|\$(?=\{)/g, "\\$&")}
\`,
};
`;
}
