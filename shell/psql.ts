import type { ConnectionParameters } from "#database/connection/connect";
import { libpqEnvironment } from "#database/connection/libpq-environment";
import type { Env } from "#lib/environment";
import { codeOf, UserError } from "#lib/errors";
import { programsOnPath } from "#lib/programs-on-path";
import type { Target } from "#lib/domain/target";
import { $ } from "#lib/terminal/program";
import { typedAgain } from "#lib/terminal/typed";
import { psqlPrompt } from "./prompt.ts";

/** The path of psql, or undefined when PATH has none. */
export async function findPsql(env: Env): Promise<string | undefined> {
  return (await programsOnPath("psql", env))[0];
}

export interface PsqlCall {
  readonly args: readonly string[];
  readonly env: Env;
  /** What psql reads; undefined for this process's own input. */
  readonly input?: Buffer | undefined;
}

export interface PsqlOptions {
  readonly parameters: ConnectionParameters;
  /** Run these statements and leave: the first that fails ends it. Undefined: somebody types. */
  readonly input?: Buffer | undefined;
  /** They are one transaction. @default each is its own */
  readonly isOne?: boolean;
  readonly colour: boolean;
}

/** How psql is called. The address and the password are in the environment, never in the arguments, which all can read. */
export function psqlCall(target: Target, options: PsqlOptions, env: Env): PsqlCall {
  const { parameters, input, isOne = false, colour } = options;
  const interactive = input === undefined;
  const prompt = psqlPrompt(target, colour);
  // A ~/.psqlrc is read later than -v, so that a prompt of its own would hide where one is.
  const withoutRc = interactive && target.isLocal ? [] : ["--no-psqlrc"];
  const how = interactive
    ? ["-v", `PROMPT1=${prompt}`, "-v", `PROMPT2=${prompt}`]
    : ["-v", "ON_ERROR_STOP=1", ...(isOne ? ["--single-transaction"] : [])];
  return {
    args: [...withoutRc, "--pset", "null=NULL", ...how, ...(interactive ? [] : ["--file", "-"])],
    input,
    env: libpqEnvironment(parameters, "connect", env),
  };
}

/**
 * Runs psql on this terminal until it ends.
 *
 * @returns 0, 1 for a statement that failed, 130 for Ctrl-C; psql itself has 2 and 3 for what we call failed
 */
export async function runPsql(file: string, { args, env, input }: PsqlCall): Promise<number> {
  // Ctrl-C is for psql, which cancels a query by it; it reaches the child by itself.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  const stdin = input === undefined ? "inherit" : "pipe";
  const run = $({
    stdio: [stdin, "inherit", "inherit"],
    env: { ...env },
    ...(input === undefined ? {} : { input }),
  });
  const { exitCode, signal, cause } = await run`${[file, ...args]}`;
  process.off("SIGINT", ignore);
  if (codeOf(cause) !== undefined) {
    throw new UserError(
      `${file} cannot be run (${codeOf(cause)}).`,
      `Use the builtin shell: ${typedAgain("db:connect", [["--shell", "builtin"]])}`,
    );
  }
  if (signal === "SIGINT" || exitCode === 130) return 130;
  return exitCode === 0 ? 0 : 1;
}
