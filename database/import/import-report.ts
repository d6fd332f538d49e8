import { rm } from "node:fs/promises";
import type pg from "pg";
import { RefusedError } from "#lib/errors";
import { typedAgain, type TypedWords } from "#lib/terminal/typed";
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
  /** Generated columns that stay behind: "users.loud". */
  readonly generated: readonly string[];
  /** Tables that stay behind: "public.schema_information". */
  readonly tables: readonly string[];
}

/** Tells what an import found, and decides by the options whether it goes on. */
export class ImportReport {
  readonly #options: ImportReportOptions;
  #found: ImportFound | undefined;
  #told = 0;
  #written: string | undefined;

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
    this.#found = {
      ...counts,
      leftOut: findings,
      columns,
      generated: shape.generated,
      tables: shape.others,
    };
    print(
      `The source has ${several(counts.users, "user")} and ${several(counts.activities, "crud")} to take.`,
    );
    if (counts.withoutEmail > 0)
      print(
        `An address that nobody has is given to ${several(counts.withoutEmail, "user")} without an email.`,
      );
    if (counts.repliesLost > 0)
      print(
        `Taken as cruds of their own, since what they replied to cannot be told: ${several(counts.repliesLost, "reply", "replies")}.`,
      );
    if (shape.others.length > 0) print(`Tables that stay behind: ${shape.others.join(", ")}`);
    if (shape.generated.length > 0)
      print(`Generated columns that stay behind: ${shape.generated.join(", ")}`);
    if (columns.length > 0) {
      // The file that is named is there by then.
      const again: TypedWords =
        leaveOut !== undefined && !dryRun ? [["--leave-out", `${leaveOut}.2`]] : [];
      const take = writeMigration
        ? ""
        : ` To take them along: ${typedAgain("db:import", [...again, ["--write-migration"]])}`;
      print(`Columns that Cruddur lacks: ${columns.join(", ")}.${take}`);
    }
    if (findings.length > 0) {
      const told = findings.flatMap(describe).join("\n");
      if (leaveOut === undefined) {
        throw new RefusedError(
          `Some rows cannot be taken:\n${told}\nNothing was changed.`,
          "Correct them in the source, or leave them out and keep them in a file: " +
            typedAgain("db:import", [["--leave-out", "left-out.jsonl"]]),
        );
      }
      print(`Left out:\n${told}`);
      if (!dryRun) {
        await writeLeftOut(leaveOut, source, rows);
        this.#written = leaveOut;
      }
    }
    if (writeMigration && lacking.length > 0) {
      const { file, text } = await writeColumnsMigration(lacking, dryRun);
      print(dryRun ? `Would write ${file}:\n${text}` : `Wrote ${file}`);
      this.#found = { ...this.#found, columns: [] };
    }
  }

  /** Removes the file that was written, after an import that failed. */
  async discard(): Promise<void> {
    if (this.#written !== undefined) await rm(this.#written, { force: true });
  }

  /** Tells how much has come, every 5 s. */
  readonly onBytes = (table: ImportedTable, bytes: number): void => {
    const now = performance.now();
    if (now - this.#told < 5_000) return;
    if (this.#told > 0) this.#options.note(`  ${table}: ${sizeText(bytes)}`);
    this.#told = now;
  };
}

/** "1 user", "2,000 users" */
export const several = (count: number, one: string, more = `${one}s`): string =>
  `${counted(count)} ${count === 1 ? one : more}`;

const describe = ({ table, fault, rows, examples }: Finding): string[] => [
  `  ${several(rows, "row")} of ${table} with ${fault}:`,
  ...examples.map((example) => `    ${example}`),
];
