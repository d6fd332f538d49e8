import type pg from "pg";
import { RefusedError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { counted, sizeText } from "../seeds/bulk/progress.ts";
import type { Finding, Judgement } from "./judge.ts";
import type { JudgedRows } from "./judged-rows.ts";
import { writeLeftOut } from "./left-out.ts";
import { lackingColumns, writeColumnsMigration } from "./columns-migration.ts";
import type { ImportedTable, Shape } from "./shape.ts";

export interface ImportReportOptions {
  print(text: string): void;
  note(text: string): void;
  /** The file for rows that cannot be taken; undefined when these refuse the import. */
  readonly leaveOut: string | undefined;
  readonly writeMigration: boolean;
  readonly dryRun: boolean;
}

/** What `db:import --json` prints of the source. */
export interface ImportFound {
  readonly users: number;
  readonly activities: number;
  readonly withoutEmail: number;
  readonly repliesLost: number;
  readonly leftOut: readonly Finding[];
  /** Columns that stay behind: "users.bio". */
  readonly columns: readonly string[];
  /** Tables that stay behind: "public.schema_information". */
  readonly tables: readonly string[];
}

/** Tells what an import found, and decides by the options whether it goes on. */
export class ImportReport {
  readonly #options: ImportReportOptions;
  #found: ImportFound | undefined;
  #told = 0;

  constructor(options: ImportReportOptions) {
    this.#options = options;
  }

  /** Throws when `judged` was not reached. */
  result(): ImportFound {
    return this.#found!;
  }

  /** Throws a RefusedError where rows cannot be taken and nobody said to leave them out. */
  async judged(
    shape: Shape,
    judgement: Judgement,
    source: pg.Client,
    rows: JudgedRows,
  ): Promise<void> {
    const { print, leaveOut, writeMigration, dryRun } = this.#options;
    const { findings, ...counts } = judgement;
    const lacking = await lackingColumns(shape);
    const columns = lacking.map(({ table, name }) => `${table}.${name}`);
    this.#found = { ...counts, leftOut: findings, columns, tables: shape.others };
    print(
      `The source has ${counted(counts.users)} users and ${counted(counts.activities)} cruds to take.`,
    );
    if (counts.withoutEmail > 0)
      print(
        `${counted(counts.withoutEmail)} users without an email get an address that nobody has.`,
      );
    if (counts.repliesLost > 0)
      print(
        `${counted(counts.repliesLost)} cruds were replies to what cannot be told; they come as cruds of their own.`,
      );
    if (shape.others.length > 0) print(`Tables that stay behind: ${shape.others.join(", ")}`);
    if (columns.length > 0) {
      const take = writeMigration
        ? ""
        : ` To take them along: ${typed("db:import", "--write-migration …")}`;
      print(`Columns that Cruddur lacks: ${columns.join(", ")}.${take}`);
    }
    if (findings.length > 0) {
      const told = findings.flatMap(describe).join("\n");
      if (leaveOut === undefined) {
        throw new RefusedError(
          `Some rows cannot be taken:\n${told}\nNothing was changed.`,
          "Correct them in the source, or leave them out and keep them in a file: add --leave-out left-out.jsonl",
        );
      }
      print(`Left out:\n${told}`);
      if (!dryRun) await writeLeftOut(leaveOut, source, rows);
    }
    if (writeMigration && lacking.length > 0) {
      const { file, text } = await writeColumnsMigration(lacking, dryRun);
      print(dryRun ? `Would write ${file}:\n${text}` : `Wrote ${file}`);
      this.#found = { ...this.#found, columns: [] };
    }
  }

  /** Tells how much has come, every 5 s. */
  readonly onBytes = (table: ImportedTable, bytes: number): void => {
    const now = performance.now();
    if (now - this.#told < 5_000) return;
    if (this.#told > 0) this.#options.note(`  ${table}: ${sizeText(bytes)}`);
    this.#told = now;
  };
}

const describe = ({ table, fault, rows, examples }: Finding): string[] => [
  `  ${counted(rows)} ${rows === 1 ? "row" : "rows"} of ${table} with ${fault}:`,
  ...examples.map((example) => `    ${example}`),
];
