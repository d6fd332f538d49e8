import path from "node:path";
import type pg from "pg";
import type { CommandContext } from "#lib/terminal/command-context";
import { typedAgain } from "#lib/terminal/typed";
import { connectionUrlFor } from "#lib/connection/url";
import type { Env } from "#lib/environment";
import { InterruptedError, messageOf, RefusedError } from "#lib/errors";
import { sslmodeFor, type Target } from "#lib/domain/target";
import { makeDump } from "./dump-file.ts";
import type { Action } from "../fence/fence.ts";
import { libpqEnvironment } from "../connection/libpq-environment.ts";
import { findDumpPrograms, installHint, type DumpPrograms } from "./pg-dump.ts";
import { wordsFor } from "../connection/problem.ts";
import { withRootCertificates } from "../connection/root-certificates.ts";

/** The user's choice about a backup, and where it is made. */
export interface BackupChoice {
  /** `--no-backup`: go on without one. */
  readonly noBackup: boolean;
  readonly context: Pick<
    CommandContext,
    "dryRun" | "note" | "stateDirectory" | "steps" | "watchInterrupt"
  >;
  /** PATH is in it. @default process.env */
  readonly env?: Env;
}

/**
 * Off this machine, makes a backup of databases that are about to be replaced or dropped: by pg_dump, into
 * `<stateDirectory>/backups`, for this user's eyes only. Locally it does nothing.
 *
 * To be called after the fence, with consent given, and before anything is changed. Throws a RefusedError when no pg_dump
 * can dump this server or when the dump fails, and an InterruptedError after Ctrl-C; an incomplete file is removed.
 *
 * @param client connected to the server
 * @returns the files that were made, or as a dry run would be
 */
export async function requireBackup(
  client: pg.Client,
  target: Target,
  action: Action,
  databases: Iterable<string>,
  choice: BackupChoice | undefined,
): Promise<string[]> {
  const names = [...databases];
  if (target.isLocal || names.length === 0) return [];
  if (!choice) throw new Error(`${action.chore} has no choice about a backup`);
  const { noBackup, context, env: environment = process.env } = choice;
  if (noBackup) {
    context.note(`No backup of ${names.join(" and ")} is made: --no-backup.`);
    return [];
  }
  const without = `Or go on without a backup, by --no-backup: ${typedAgain(action.chore, [
    ...wordsFor(target),
    ["--no-backup"],
  ])}`;
  const major = await serverMajor(client);
  const programs = await findDumpPrograms(major, environment);
  if (!("dump" in programs)) {
    const found = programs.length === 0 ? "no pg_dump" : programs.join(" and ");
    throw new RefusedError(
      `${action.chore} makes a backup of ${names.join(" and ")} first. That takes pg_dump ${major} or newer, and on ` +
        `PATH there is ${found}. Nothing was done.`,
      `${installHint(major)}\n${without}`,
    );
  }
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const { maintenance } = target;
  const parameters = context.dryRun
    ? target.parameters
    : await withRootCertificates(target.parameters, context.stateDirectory);
  const files: string[] = [];
  for (const database of names) {
    const label = [target.name, database].map((text) => text.replaceAll(/[^\w.-]/g, "_")).join("-");
    const file = path.join(context.stateDirectory, "backups", `${label}-${time}.dump`);
    files.push(file);
    if (context.dryRun) {
      context.note(`Would first make a backup of ${database}: ${file}`);
      continue;
    }
    try {
      const interrupt = context.watchInterrupt();
      const env = libpqEnvironment({ ...parameters, database }, action.chore, environment);
      await context.steps.run(
        `Backup of ${database}`,
        () => makeDump(file, programs, { env, interrupt }),
        (bytes) => `${Math.ceil(bytes / 1_000).toLocaleString("en")} kB`,
      );
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      throw new RefusedError(
        `The backup of ${database} failed. Nothing was done.\n${messageOf(error)}`,
        without,
        { cause: error },
      );
    }
    const how = howToRestore({ parameters, maintenance }, programs, file);
    context.note(`The backup of ${database} is ${file}\n${how}`);
  }
  if (!context.dryRun) context.watchInterrupt().check();
  return files;
}

async function serverMajor(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  return Math.floor(rows[0]!.version / 10_000);
}

/** pg_restore asks for the password itself. */
function howToRestore(
  { parameters, maintenance }: Pick<Target, "parameters" | "maintenance">,
  programs: DumpPrograms,
  file: string,
): string {
  const { sslrootcert } = parameters;
  const tls = {
    sslmode: sslmodeFor(parameters),
    ...(sslrootcert === undefined ? {} : { sslrootcert }),
  };
  const address = { ...parameters, password: "", parameters: tls };
  const url = connectionUrlFor(address, maintenance).replace(":@", "@");
  const how = "--exit-on-error --clean --if-exists --create";
  return `To put it in place again: ${quoted(programs.restore)} ${how} --dbname ${quoted(url)} ${quoted(file)}`;
}

const quoted = (text: string) => (/^[\w./:-]+$/.test(text) ? text : `'${text}'`);
