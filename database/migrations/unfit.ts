import { UserError } from "#lib/errors";
import { positionAt } from "#lib/sql/error";
import { firstWord, statementsOf, wordsOf } from "#lib/sql/split";

/** What a file of ours is to who reads a refusal. */
type Kind = "migration" | "seed";

interface Words {
  readonly why: string;
  readonly hint: string;
}

const AS_INSERT = "Write the rows as: insert into … values (…), (…)";

/** Statements that no migration and no seed can have, with the reason and the remedy. */
const UNFIT: readonly { readonly statement: RegExp; readonly wordsFor: (kind: Kind) => Words }[] = [
  {
    statement:
      /^(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/i,
    wordsFor: (kind) =>
      kind === "migration"
        ? {
            why: "a migration is one transaction, which is not its own to begin or to end: what failed after this would stay half done",
            hint: "Leave it out. What must run outside a transaction goes into a migration whose first line is: -- no-transaction",
          }
        : {
            why: "the seeds are one transaction together, which is not theirs to begin or to end: what failed after this would stay half done",
            hint: "Take it out: all that the seeds add is kept together, or nothing is.",
          },
  },
  {
    statement: /^copy\b[^]*\bfrom\s+stdin\b/i,
    wordsFor: (kind) => ({
      why: `a ${kind}'s file brings no rows along behind its statements`,
      hint: AS_INSERT,
    }),
  },
  {
    statement: /^\\copy\b/,
    wordsFor: () => ({
      why: "this is a command to psql, and the server does not know it",
      hint: AS_INSERT,
    }),
  },
  {
    statement: /^\\/,
    wordsFor: () => ({
      why: "this is a command to psql, and the server does not know it",
      hint: "Write SQL in its place; for \\i, the other file's statements themselves.",
    }),
  },
];

/** SQL, and where it begins in the file, in UTF-16 units. */
interface Part {
  readonly sql: string;
  readonly start: number;
}

/** Throws a UserError with file and line for a statement that begins or ends a transaction, or that only psql can run. */
export function refuseUnfit(kind: Kind, file: string, text: string, part: Part): void {
  const { sql, start } = part;
  for (const statement of statementsOf(sql)) {
    const words = wordsOf(sql, statement);
    const unfit = UNFIT.find((one) => one.statement.test(words));
    if (!unfit) continue;
    const { why, hint } = unfit.wordsFor(kind);
    const { line } = positionAt(text, start + firstWord(sql, statement));
    throw new UserError(
      `${file}:${line}: ${/^\S+/.exec(words)![0].replace(/;$/, "")}: ${why}. Nothing was run.`,
      hint,
    );
  }
}
