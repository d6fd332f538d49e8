import { setTimeout as delay } from "node:timers/promises";
import { parseConnectionUrl, tlsParametersOf } from "#lib/connection/url";
import type { Env } from "#lib/environment";
import { codeOf, messageOf, RefusedError, UserError } from "#lib/errors";
import { isStackName, type Target } from "#lib/domain/target";
import { checkedLocal, choosePostgres } from "#local/postgres/choose";
import { openExternal } from "#local/postgres/external";
import { ownInstead, serverKindOf } from "#local/own-server";
import { openPostgres } from "#local/postgres/open";
import type { PostgresServer } from "#local/postgres/server";
import { OLDEST_TAKEN } from "#local/postgres/version";
import { readHost, STATE_DIRECTORY } from "#local/state";
import { typed } from "#lib/terminal/typed";

export interface OpenOptions {
  readonly env: Env;
  /** @default `.local` in the checkout */
  readonly stateDirectory?: string;
  /** Told in one line each about what takes time. */
  readonly note?: (text: string) => void;
  /** A server of an older version will do, from PostgreSQL 12 on. @default false */
  readonly takesOlder?: boolean;
}

/**
 * Finds the database of a target, and starts the server when it is ours to start. The database itself may be missing.
 *
 * `local` is CONNECTION_URL when it is set, otherwise what the running local copy uses, or what it used when it ran last.
 * `prod` is PROD_CONNECTION_URL when it is set. Every other name is a Pulumi stack.
 *
 * Throws a RefusedError for a name that cannot be one and for a local address that is not this machine, and a UserError
 * when the server cannot be reached.
 */
export async function openTarget(name: string, options: OpenOptions): Promise<Target> {
  if (name === "local") return openLocal(options);
  const url = options.env["PROD_CONNECTION_URL"]?.trim();
  if (name === "prod" && url) return openProduction(url, options);
  if (!isStackName(name)) {
    throw new RefusedError(
      `${JSON.stringify(name)} is no name of a target. Nothing was done.`,
      "A target is local, prod, or the name of a Pulumi stack: --target dev",
    );
  }
  // zx is slow to load, and the local target needs none of it.
  const { openStack } = await import("./stack-target.ts");
  try {
    return await openStack(name, options.env);
  } catch (error) {
    throw name === "prod" ? bothWays(error) : error;
  }
}

/** Whoever types `--target prod` without a stack of that name may have a database of their own in mind, as the bootcamp has. */
function bothWays(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  return new RefusedError(
    `Target prod is PROD_CONNECTION_URL, which is not set, or the Pulumi stack prod, which cannot be reached: ${error.message}`,
    [
      "For a database of your own: PROD_CONNECTION_URL=postgresql://user:password@host:5432/cruddur",
      `For the stack: ${error.hint || "pulumi stack select prod"}`,
    ].join("\n"),
    { cause: error },
  );
}

async function openLocal(given: OpenOptions): Promise<Target> {
  const { env, note, stateDirectory = STATE_DIRECTORY } = given;
  const options = { stateDirectory, ...(note ? { onProgress: note } : {}) };
  const chosen = checkedLocal(
    choosePostgres({ env }),
    "Name the target: --target prod with PROD_CONNECTION_URL, or --target <stack>. Or unset CONNECTION_URL.",
  );
  const choice = await ownInstead(chosen, options);
  if (choice.kind === "external") {
    return localTarget(await openWhenStarted(choice.url, "CONNECTION_URL", given));
  }
  const host = await readHost(stateDirectory);
  if (host?.postgres.kind === "external") {
    throw new RefusedError(
      `The local copy runs on ${host.postgres.description}, and CONNECTION_URL is not set here. Nothing was done.`,
      `Set CONNECTION_URL as it was for npm start, or end the local copy: ${typed("stop")}`,
    );
  }
  const isDocker = (await serverKindOf(stateDirectory)) === "docker";
  if (host && isDocker) {
    const { reopenDocker } = await import("#local/postgres/docker/docker");
    return localTarget(await reopenDocker({ ...options, port: host.postgres.port }));
  }
  const own = isDocker ? ({ ...choice, kind: "docker" } as const) : choice;
  return localTarget(await openPostgres(own, options));
}

function localTarget(server: PostgresServer): Target {
  return {
    ...connectionOf(server),
    name: "local",
    environment: "local",
    isLocal: true,
    isProduction: false,
  };
}

async function openProduction(url: string, options: OpenOptions): Promise<Target> {
  const server = await openWhenStarted(url, "PROD_CONNECTION_URL", options);
  return {
    ...connectionOf(server),
    name: "prod",
    environment: "production",
    isLocal: false,
    isProduction: true,
  };
}

function connectionOf(
  server: PostgresServer,
): Pick<Target, "parameters" | "maintenance" | "kind" | "describe"> {
  const { host, port, user, password, targetDatabase: database } = server;
  return {
    parameters: { host, port, user, password, database, ...tlsParametersOf(server) },
    maintenance: server.database,
    kind: server.kind,
    describe: () => server.describe(),
  };
}

const PATIENCE_MS = 30_000;

/** A server that starts up or recovers from a crash says so (57P03), and is worth waiting for. */
async function openWhenStarted(
  url: string,
  variable: string,
  { note, takesOlder = false }: OpenOptions,
): Promise<PostgresServer> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openExternal(url, { variable, ...(takesOlder ? { oldest: OLDEST_TAKEN } : {}) });
    } catch (error) {
      const code = error instanceof UserError ? codeOf(error.cause) : undefined;
      if (code === "53300") throw noConnectionLeft(url, error as UserError);
      if (code !== "57P03" || Date.now() > deadline) throw error;
      if (attempt === 1) note?.("The server is starting up; waiting for it …");
      await delay(250);
    }
  }
}

/** Every connection is taken, also those that are kept for superusers, or the user has a limit of its own. */
function noConnectionLeft(url: string, error: UserError): UserError {
  const { host, port, user } = parseConnectionUrl(url);
  return new UserError(
    `The server at ${host}:${port} has no connection left for ${user} (${messageOf(error.cause)}).`,
    "Close programs that hold some, or wait until one is free.",
    { cause: error.cause },
  );
}
