import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseSQLFile, queryASTToIR, type SQLQueryAST } from "@pgtyped/parser";
import { getTypes, startup } from "@pgtyped/query";
import { ParameterTransform, processSQLQueryIR } from "@pgtyped/runtime";
import { AsyncQueue } from "@pgtyped/wire";
import { fromRoot, ROOT } from "#lib/root";
import { describeSqlFault, positionAt } from "#lib/sql/error";
import type { ConnectionParameters } from "../connection/connect.ts";
import { typeScriptFor } from "./types.ts";

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
  const wanted = camelCase(file);
  const { queries, events } = parseSQLFile(oneUnitEach(text));
  const problem = events[0];
  if (problem) {
    const { line = 1, col = 0 } = problem.location ?? {};
    return { file, fault: `${file}:${line}:${col + 1}: ${problem.message.text}` };
  }
  const query = queries[0];
  if (!query || queries.length > 1) {
    const { line, col } = queries[1]?.statement.loc ?? { line: 1, col: 0 };
    const advice = `write one, under a comment /* @name ${wanted} */`;
    return {
      file,
      fault: `${file}:${line}:${col + 1}: holds ${queries.length} statements; ${advice}`,
    };
  }
  if (query.name !== wanted) {
    const { line, column } = positionAt(text, Math.max(0, text.indexOf("@name")));
    const reason = `@name is ${query.name}; the file's name asks for ${wanted}`;
    return { file, fault: `${file}:${line}:${column}: ${reason}` };
  }
  return describe(connection, file, text, query);
}

/** The parser counts code points and cuts by UTF-16 units: give it a text in which both are the same. */
const oneUnitEach = (text: string) =>
  text.replace(/[\ud800-\udfff]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0x800));
const asWritten = (text: string) =>
  text.replace(/[\ue000-\ue7ff]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) - 0x800));

async function describe(
  connection: AsyncQueue,
  file: string,
  text: string,
  query: SQLQueryAST,
): Promise<StatementModule> {
  const { mapping, query: masked } = processSQLQueryIR(queryASTToIR(query));
  const sql = asWritten(masked);
  const types = await getTypes({ mapping, query: sql, bindings: [] }, connection);
  if ("errorCode" in types) {
    const at = types.position
      ? sourcePosition(text, query, sql, Number(types.position))
      : positionAt(text, query.statement.loc.a);
    const named = (number: string) => query.params[Number(number) - 1]?.name ?? number;
    const message = types.message.replace(/\$(\d+)/g, (_, number: string) => `:${named(number)}`);
    return { file, fault: describeSqlFault(file, { ...types, message }, at) };
  }
  const { line, col } = query.statement.loc;
  try {
    const { params } = types.paramMetadata;
    if (params.length !== mapping.length) {
      throw new Error(`has a parameter $${params.length}; give it a name, like :userName`);
    }
    const parameters = mapping.map((parameter, index) => {
      if (parameter.type !== ParameterTransform.Scalar) {
        throw new Error("only plain :parameters are supported");
      }
      const type = typeScriptFor(nameOf(params[index]), "parameter");
      return { name: parameter.name, type: parameter.required ? type : `${type} | null` };
    });
    const columns = types.returnTypes.map(({ returnName, type, nullable }) => {
      const forced = /[!?]$/.exec(returnName)?.[0];
      const isNullable = forced ? forced === "?" : nullable !== false;
      const tsType = typeScriptFor(nameOf(type), "row");
      return { name: returnName, type: isNullable ? `${tsType} | null` : tsType };
    });
    return { file, module: moduleFor(file, query.name, sql, parameters, columns) };
  } catch (error) {
    return { file, fault: `${file}:${line}:${col + 1}: ${(error as Error).message}` };
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

/** The place in the file of a position in the prepared text, in which each `:name!` has become `$n`. */
function sourcePosition(text: string, query: SQLQueryAST, prepared: string, position: number) {
  const start = query.statement.loc.a;
  const uses = query.params
    .flatMap(({ codeRefs }, index) => {
      const shortened = `$${index + 1}`.length;
      // A reference is the name with its "!", without the colon.
      return codeRefs.used.map(({ a, b }) => ({ at: a - 1 - start, grows: b - a + 2 - shortened }));
    })
    .sort((one, other) => one.at - other.at);
  let offset = Array.from(prepared)
    .slice(0, position - 1)
    .join("").length;
  for (const { at, grows } of uses) if (at < offset) offset += grows;
  return positionAt(text, start + offset);
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
import type { Statement } from "#lib/sql/statement";

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
