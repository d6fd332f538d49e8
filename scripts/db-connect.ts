import { buffer as bytesOf, text as textOf } from "node:stream/consumers";
import { defineCommand } from "#cli/command";
import type { TargetContext } from "#lib/terminal/command-context";
import { codeOf, EXIT, RefusedError } from "#lib/errors";
import { notOneTransaction } from "#lib/sql/one-transaction";
import { hasColour } from "#lib/terminal";
import type { ConnectionParameters, Target } from "#lib/domain/target";
import { typed, typedAgain } from "#lib/terminal/typed";
import { runCommand } from "#cli/run-command";

/** Roles by the word that is typed after `--role`. */
const ROLE_NAMES = {
  reader: "cruddur_reader",
  api: "cruddur_api",
  "sign-up": "cruddur_sign_up",
  migrator: "cruddur_migrator",
} as const;

export const command = defineCommand({
  name: "db:connect",
  summary: "Open a shell on the database: psql where it is installed, otherwise one of our own",
  details:
    "The password goes to psql by its environment, never by its arguments. The prompt names the target and is red off " +
    "this machine. Statements that come by --command or by a pipe end at the first that fails, with exit code 1, and are " +
    "one transaction: all of them or none. Where one cannot be in it (COMMIT, VACUUM, CREATE DATABASE, …) each is its own, " +
    "and what is kept is said. Our own shell writes out what would steer a terminal, to a pipe too; --json gives values as " +
    "they are.\n\n" +
    "  npm run db:connect < file.sql",
  examples: {
    '--json --command "select count(*) from users"': "one statement's rows, for a program",
  },
  on: "database",
  options: {
    command: {
      type: "value",
      value: "SQL",
      short: "c",
      summary: "run these statements and leave",
    },
    shell: {
      type: "value",
      value: "SHELL",
      summary: "which shell",
      choices: ["auto", "psql", "builtin"],
      default: "auto",
    },
    role: {
      type: "value",
      value: "ROLE",
      summary: "as a role of the access model, on this machine; reader changes nothing",
      choices: Object.keys(ROLE_NAMES),
    },
  },
  changes: false,
  async run(context, { command, shell, role }) {
    const parameters = await parametersFor(context, role as keyof typeof ROLE_NAMES | undefined);
    const isTyped = command === undefined && process.stdin.isTTY === true;
    if (context.json && isTyped) {
      throw new RefusedError(
        "--json needs statements by --command or by a pipe. Nothing was done.",
        `For example: ${typed("db:connect", '--json --command "select * from users"')}`,
      );
    }
    const psql = context.json ? undefined : await psqlFor(shell);
    // A shell would wait for longer, and say less.
    const unreached = await context.target.diagnose?.();
    if (unreached) throw unreached;
    if (psql) {
      const { withRootCertificates } = await import("#database/connection/root-certificates");
      const { psqlCall, runPsql } = await import("#shell/psql");
      const { afterFailure } = await import("#shell/run-script");
      const colour = hasColour(process.stdout);
      const verified = await withRootCertificates(parameters, context.stateDirectory);
      if (!isTyped) await requireLetIn({ ...context.target, parameters });
      const input = isTyped ? undefined : await inputOf(command);
      const why = input && reasonAgainstOne(input);
      const options = { parameters: verified, input, isOne: why === undefined, colour };
      context.exitCode = await runPsql(psql, psqlCall(context.target, options, process.env));
      if (input && context.exitCode === EXIT.failed) context.note(afterFailure(why));
      return {};
    }
    const { ShellSession } = await import("#shell/session");
    const session = new ShellSession(parameters);
    await session.open().catch(async (error: unknown) => {
      throw (await refusalOf(error, { ...context.target, parameters })) ?? error;
    });
    try {
      return isTyped
        ? await converse(context, session)
        : await runStatements(context, session, command);
    } finally {
      await session.close();
    }
  },
});

/** What the server itself says of the database and of the login, which is no failure of the statements. */
async function refusalOf(error: unknown, target: Target): Promise<Error | undefined> {
  const { databaseProblem } = await import("#database/connection/problem");
  return /^(28|3D)/.test(codeOf(error) ?? "") ? databaseProblem(error, target) : undefined;
}

/** Throws what `refusalOf` finds. All else stays psql's, which knows logins that we do not, such as Kerberos. */
async function requireLetIn(target: Target): Promise<void> {
  const { ShellSession } = await import("#shell/session");
  const session = new ShellSession(target.parameters);
  try {
    await session.open();
  } catch (error) {
    const refusal = await refusalOf(error, target);
    if (refusal) throw refusal;
  }
  await session.close();
}

type Session = import("#shell/session").ShellSession;

async function parametersFor(
  { target }: TargetContext,
  role: keyof typeof ROLE_NAMES | undefined,
): Promise<ConnectionParameters> {
  const { parameters, isLocal } = target;
  if (role === undefined) return parameters;
  if (!isLocal) {
    throw new RefusedError(
      `--role is for the local database, whose roles' passwords are known; the target is ${target.name}. Nothing was done.`,
      "Connect without it, then type: set role cruddur_reader;",
    );
  }
  const { derivedPasswords } = await import("#database/access/access");
  const user = ROLE_NAMES[role];
  return { ...parameters, user, password: derivedPasswords(parameters.password).get(user)! };
}

async function psqlFor(shell: string): Promise<string | undefined> {
  if (shell === "builtin") return undefined;
  const { findPsql } = await import("#shell/psql");
  const file = await findPsql(process.env);
  if (shell === "psql" && file === undefined) {
    throw new RefusedError(
      "There is no psql on PATH. Nothing was done.",
      `Install it (package postgresql-client), or use ours: ${typedAgain("db:connect", [["--shell", "builtin"]])}`,
    );
  }
  return file;
}

const inputOf = (command: string | undefined): Promise<Buffer> =>
  command === undefined ? bytesOf(process.stdin) : Promise.resolve(Buffer.from(command));

const LOOKED_THROUGH_BYTES = 64 * 2 ** 20;

/** Why they cannot be one transaction; undefined when they can. */
function reasonAgainstOne(input: Buffer): string | undefined {
  if (input.length > LOOKED_THROUGH_BYTES) return "more than 64 MiB";
  return notOneTransaction(input.toString());
}

async function converse({ target, stateDirectory }: TargetContext, session: Session) {
  const { ShellHistory } = await import("#shell/history");
  const { runInteractive } = await import("#shell/interactive");
  const { stdin: input, stdout: output } = process;
  const history = new ShellHistory(stateDirectory);
  await runInteractive({ target, session, history, input, output });
  return {};
}

async function runStatements(
  context: TargetContext,
  session: Session,
  command: string | undefined,
): Promise<object> {
  const { runScript } = await import("#shell/run-script");
  const { jsonRows } = await import("#shell/result");
  const { print, note } = context;
  const interrupt = context.watchInterrupt();
  const source =
    command === undefined
      ? { name: "stdin", text: await textOf(process.stdin) }
      : { name: "--command", text: command };
  session.onNotice = note;
  void interrupt.requested.then(() => session.cancel()).catch(() => {});
  const state = {
    session,
    expanded: false,
    timing: false,
    isDone: false,
    width: process.stdout.columns ?? 120,
    print,
  };
  const results = await runScript(source, state, () => interrupt.check());
  if (!context.json) return {};
  return {
    rows: jsonRows(results.at(-1) ?? NO_RESULT),
    results: results.map((result) => ({
      tag: result.tag,
      rowCount: result.rowCount,
      rows: jsonRows(result),
    })),
  };
}

const NO_RESULT = { tag: "", rowCount: 0, fields: [], rows: [] };

await runCommand(command, import.meta.filename);
