import path from "node:path";
import type { ProvisionResult } from "#database/provision";
import type { PageFile } from "#lib/bundle/page";
import type { Steps } from "#lib/terminal/steps";
import type { LocalCognito } from "./cognito/cognito.ts";
import type { HostLog } from "./host-log.ts";
import { LambdaHost } from "./lambda-host/lambda-host.ts";
import { Mailbox } from "./mailbox.ts";
import type { PostgresChoice } from "./postgres/choose.ts";
import { openPostgres } from "./postgres/open.ts";
import { parametersOf } from "./postgres/parameters-of.ts";
import type { PostgresServer } from "./postgres/server.ts";
import { triggersOf } from "./triggers.ts";

export interface PartsOptions {
  readonly stateDirectory: string;
  /** The port of a server of ours, or the next free one. */
  readonly postgresPort: number;
  readonly postgres: PostgresChoice;
  /** False for data that may be lost with the machine's power. */
  readonly durable: boolean;
  readonly steps: Steps;
  readonly log: HostLog;
  /** Ends a start of the server that takes long when it settles. */
  readonly interrupted?: Promise<void>;
}

/** The parts of a running local copy. */
export interface HostParts {
  readonly server: PostgresServer;
  readonly lambda: LambdaHost;
  readonly cognito: LocalCognito;
  readonly mailbox: Mailbox;
  /** By URL path; replaced when a source of it is edited. */
  page: ReadonlyMap<string, PageFile>;
}

/** How to end what was started, in the order in which it was; they are called in the other. */
export type Closers = (() => Promise<void> | void)[];

/**
 * Makes the four parts that do not need each other, side by side. A failure of one waits for the others, so that closing
 * is complete. Their larger modules are loaded as they go, while PostgreSQL starts.
 */
export async function makeParts(options: PartsOptions, closers: Closers): Promise<HostParts> {
  const { steps, stateDirectory, log } = options;
  const mailbox = new Mailbox();
  const lambda = new LambdaHost({
    directory: path.join(stateDirectory, "functions"),
    onLine: (name, line) => log.write(name, line),
  });
  const openUserPool = async () => {
    const { openCognito } = await import("./cognito/cognito.ts");
    return openCognito({
      directory: path.join(stateDirectory, "cognito"),
      invokeTrigger: triggersOf(lambda),
      deliver: (mail) => mailbox.deliver(mail),
      log: (line) => log.write("cognito", JSON.stringify(line)),
    });
  };
  const [server, cognito, page] = await allDone([
    bringUpDatabase(options, closers),
    steps.run("User pool", openUserPool),
    steps.run(
      "Page",
      async () => (await import("#lib/bundle/page")).bundlePage(),
      (files) => `${files.size} files`,
    ),
    steps.run("Functions", () => lambda.bundle()),
  ]);
  return { server, lambda, cognito, mailbox, page };
}

/** Starts the server, or finds it running, and brings the schema up to date. */
export async function bringUpDatabase(
  options: PartsOptions,
  closers: Closers,
): Promise<PostgresServer> {
  const { steps, stateDirectory, log } = options;
  const server = await steps.run(
    "PostgreSQL",
    () =>
      openPostgres(options.postgres, {
        stateDirectory,
        port: options.postgresPort,
        durable: options.durable,
        onProgress: (line) => log.write("postgres", line),
        step: (name, work) => steps.run(name, work),
        interrupted: options.interrupted,
      }),
    (it) => it.describe(),
  );
  closers.push(() => server.stop());
  const { provision } = await import("#database/provision");
  await steps.run(
    "Schema",
    () => provision(parametersOf(server), server.database, { kind: server.kind }),
    described,
  );
  return server;
}

function described({ created, migrations }: ProvisionResult): string {
  if (created) return `new database, ${migrations.length} migrations, seeds`;
  return migrations.length === 0 ? "up to date" : `${migrations.length} migrations`;
}

/** The results of all, when all are done. Throws the failure of the first in the list that failed, and not before. */
async function allDone<T extends unknown[]>(works: {
  [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  await Promise.allSettled(works);
  return (await Promise.all(works)) as T;
}
