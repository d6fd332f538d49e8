import path from "node:path";
import { ROOT } from "#lib/root";
import { describeSqlFault, positionAt, type TextPosition } from "#lib/sql/error";
import { allowancesIn, type Allowance } from "./allowances.ts";
import { RULES, type Fault, type RuleName } from "./fault.ts";
import { MigrationState } from "./migration-state.ts";
import { isSyntaxFault, parseMigration, type ParsedMigration } from "./parse-migration.ts";
import { faultsOf } from "./rules.ts";
import { readSqlFile } from "../../connection/sql-file.ts";

/** Something in a migration that hurts those who use the database while it runs, or afterwards. */
export interface LintFinding {
  /** From the checkout's folder, with `/`: `sql/migrations/0007-add-bookmarks.sql`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** `allowance`: a lint-allow that is not as it should be. `syntax`: PostgreSQL would refuse the file. */
  readonly rule: RuleName | "allowance" | "syntax";
  /** The finding and why it hurts. */
  readonly message: string;
  /** The remedy, such as a statement to write instead. */
  readonly hint: string;
  /** The whole line. */
  readonly text: string;
}

/**
 * Reads the Up parts of migrations with PostgreSQL's own parser and says what is unsafe in a database that is in
 * use. What a migration does to tables of its own making hurts nobody.
 *
 * A statement is excused by a comment directly above it, `-- lint-allow <rule>: <reason>`.
 *
 * @param files paths of migrations, each looked at by itself; no database is asked
 */
export async function lintMigrations(files: readonly string[]): Promise<LintFinding[]> {
  const findings: LintFinding[] = [];
  for (const file of files) {
    const name = path.relative(ROOT, file).split(path.sep).join("/");
    findings.push(...(await lintMigration(name, await readSqlFile(file))));
  }
  return findings;
}

/** `lintMigrations` of one migration's text. */
export async function lintMigration(file: string, text: string): Promise<LintFinding[]> {
  const findingAt = (start: number, fault: Pick<LintFinding, "rule" | "message" | "hint">) => ({
    file,
    ...positionAt(text, start),
    rule: fault.rule,
    message: fault.message,
    hint: fault.hint,
  });
  const parsed = await parseMigration(text);
  if (isSyntaxFault(parsed)) {
    const isShell = text[parsed.start] === "\\";
    const hint = isShell
      ? "That is a command to psql, which the server does not know: write SQL in its place."
      : "Nothing after it was looked at.";
    return [findingAt(parsed.start, { rule: "syntax", message: `${parsed.message}.`, hint })];
  }
  const allowances = allowancesIn(text, parsed.statements, parsed.comments);
  const { faults, used } = unexcused(parsed, allowances);
  const findings = faults.map(({ start, fault }) => findingAt(start, fault));
  for (const allowance of allowances) {
    const problem = problemWith(allowance, used.has(allowance));
    if (problem) findings.push(findingAt(allowance.start, { rule: "allowance", ...problem }));
  }
  return findings.sort((one, other) => one.line - other.line || one.column - other.column);
}

/** Rules of what PostgreSQL refuses, whatever is said of it. */
const EXCUSES_NOTHING: ReadonlySet<string> = new Set([
  "allowance",
  "syntax",
  "transaction",
  "server",
]);

/** A finding as people read it: place, sentence, the line with a caret, what to write instead. */
export function describeLintFinding(finding: LintFinding): string {
  const at: TextPosition = finding;
  const described = describeSqlFault(finding.file, { message: finding.message }, at);
  const excuse = EXCUSES_NOTHING.has(finding.rule)
    ? ""
    : `\n    Or, directly above it:  -- lint-allow ${finding.rule}: <why it is safe here>`;
  return `${described}\n    ${finding.hint}${excuse}`;
}

interface Placed {
  readonly start: number;
  readonly fault: Fault;
}

/** Sent together, statements are a transaction all the same. */
const SECOND_STATEMENT: Fault = {
  rule: "transaction",
  message: "A migration outside a transaction is one statement, and this is the second.",
  hint: "Give each statement a migration of its own.",
};

function unexcused(
  { statements, inTransaction, offsetOf }: ParsedMigration,
  allowances: readonly Allowance[],
): { faults: Placed[]; used: ReadonlySet<Allowance> } {
  const state = new MigrationState(inTransaction);
  const used = new Set<Allowance>();
  const faults: Placed[] = [];
  statements.forEach(({ node, start }, index) => {
    for (const fault of faultsOf(node, state)) {
      const excuse = allowances.filter(
        ({ statement, rule, reason }) =>
          statement === index && rule === fault.rule && reason !== "",
      );
      for (const allowance of excuse) used.add(allowance);
      // One line at the top mends all of them.
      const isSaid =
        fault.rule === "lock-timeout" && faults.some((one) => one.fault.rule === fault.rule);
      if (excuse.length > 0 || isSaid) continue;
      const at = fault.location === undefined ? start : offsetOf(fault.location);
      faults.push({ start: at, fault });
    }
    if (!inTransaction && index === 1) faults.push({ start, fault: SECOND_STATEMENT });
    state.follow(node);
  });
  return { faults, used };
}

function problemWith(
  { rule, reason, statement }: Allowance,
  isUsed: boolean,
): Pick<LintFinding, "message" | "hint"> | undefined {
  if (!Object.hasOwn(RULES, rule)) {
    const message = rule === "" ? "It does not say which rule." : `There is no rule "${rule}".`;
    return { message, hint: `The rules are ${Object.keys(RULES).join(", ")}.` };
  }
  if (reason === "") {
    const hint = `Write it after a colon: -- lint-allow ${rule}: the table has 20 rows`;
    return { message: "A lint-allow needs a reason.", hint };
  }
  if (statement === undefined) {
    const hint = "Put it on the line above the statement, with no empty line between.";
    return { message: "This lint-allow is not directly above a statement.", hint };
  }
  if (isUsed) return undefined;
  return { message: `Nothing below needs this lint-allow ${rule}.`, hint: "Delete the comment." };
}
