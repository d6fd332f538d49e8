import { connectionUrlFor } from "#lib/connection/url";
import { forwardingFrom, type Forwarding } from "./access/forwarding.ts";
import { LOOPBACK } from "./access/listening.ts";
import { DEMO, ensureDemoAccount } from "./demo-account.ts";
import { functionEnvironment } from "./function-environment.ts";
import { makeParts, type Closers, type HostParts, type PartsOptions } from "./host-parts.ts";
import { listen } from "./http.ts";
import type { Mailbox } from "./mailbox.ts";
import { originHandler } from "./origin.ts";
import { parametersOf } from "./postgres/parameters-of.ts";
import type { PostgresServer } from "./postgres/server.ts";
import { superviseServer } from "./postgres/supervise.ts";
import { takeStateDirectory } from "./state-directory/take.ts";
import { removeHost, writeHost, type HostRecord } from "./state.ts";
import { watchSources } from "./watch.ts";

export interface HostOptions extends PartsOptions {
  /** The origin's port, or the next free one; 0 for any. */
  readonly port: number;
  /** Where others reach the origin, beside 127.0.0.1. @default nowhere */
  readonly address?: string;
  /** What is known of proxies in front of it. @default what is known without an environment */
  readonly forwarding?: Forwarding;
  /** Rebuild when a source is edited. */
  readonly watch: boolean;
  /** Told of what a person at the terminal wants to know while it runs. */
  notify(message: string): void;
}

export interface RunningHost {
  readonly record: HostRecord;
  readonly server: PostgresServer;
  readonly mailbox: Mailbox;
  /** Ends everything, the database server too, unless it is somebody else's. */
  close(): Promise<void>;
}

/** Starts the whole local copy. When a step fails, or throws because of Ctrl-C, what was started before is ended again. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const closers: Closers = [];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    await takeStateDirectory(options.stateDirectory);
    const parts = await makeParts(options, closers);
    const port = await serve(options, parts, closers);
    let record: HostRecord | undefined;
    const onMove = async () => {
      if (!record) return; // it is about to be written
      const { pid: _, born: __, ...known } = record;
      const postgres = describePostgres(parts.server);
      record = await writeHost(options.stateDirectory, { ...known, postgres });
    };
    watchOver(options, parts, closers, onMove);
    record = await leaveRecord(options, parts, port, closers);
    return { record, server: parts.server, mailbox: parts.mailbox, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Makes the functions callable and opens the origin. Returns its port, once somebody can sign in and the API is well. */
async function serve(options: HostOptions, parts: HostParts, closers: Closers): Promise<number> {
  const { steps, log, address = LOOPBACK, forwarding = forwardingFrom({}) } = options;
  const { server, lambda, cognito, mailbox } = parts;
  await lambda.start((name) => functionEnvironment(name, server, cognito));
  closers.push(() => lambda.close());
  const names = { hosts: forwarding.hosts, anyAddress: address !== LOOPBACK };
  const handler = originHandler({ lambda, cognito, mailbox, names, page: () => parts.page });
  const onError = (error: unknown) =>
    log.write("host", error instanceof Error ? (error.stack ?? error.message) : String(error));
  const { port, close } = await listen(handler, options.port, onError, address);
  closers.push(close);
  await steps.run(
    "Demo account",
    () => ensureDemoAccount(cognito, mailbox),
    (isNew) => (isNew ? "signed up and confirmed" : "is there"),
  );
  await steps.run("Health", () => checkHealth(`http://${LOOPBACK}:${port}`));
  return port;
}

/** Keeps the database up, and what is made of sources new where that is wanted. */
function watchOver(
  { watch, log, notify }: HostOptions,
  parts: HostParts,
  closers: Closers,
  onMove: () => Promise<void>,
): void {
  const { server, lambda, cognito } = parts;
  const moved = () => {
    lambda.refreshEnvironment((name) => functionEnvironment(name, server, cognito));
    onMove().catch((error: unknown) => log.write("host", String(error)));
  };
  closers.push(supervise(server, moved, { log, notify }));
  if (!watch) return;
  const onPage = (files: HostParts["page"]) => (parts.page = files);
  closers.push(watchSources({ lambda, parameters: () => parametersOf(server), onPage, notify }));
}

/** Tells other commands that it runs, and where. */
async function leaveRecord(
  { stateDirectory, address = LOOPBACK, forwarding }: HostOptions,
  { server, mailbox }: HostParts,
  port: number,
  closers: Closers,
): Promise<HostRecord> {
  const forwardedUrl = forwarding?.urlOf(port);
  const record = await writeHost(stateDirectory, {
    url: `http://${LOOPBACK}:${port}`,
    ...(forwardedUrl === undefined ? {} : { forwardedUrl }),
    port,
    address,
    mailboxToken: mailbox.token,
    startedAt: new Date().toISOString(),
    postgres: describePostgres(server),
    demo: { email: DEMO.email, password: DEMO.password },
  });
  closers.push(() => removeHost(stateDirectory));
  return record;
}

function describePostgres(server: PostgresServer): HostRecord["postgres"] {
  const { kind, host, port, targetDatabase: database } = server;
  // Our own servers speak no TLS and every client finds that out by itself; the URL stays the bootcamp's.
  const address = {
    host,
    port,
    user: server.user,
    password: server.password,
    database,
    parameters: {},
  };
  const connectionUrl = kind === "external" ? undefined : connectionUrlFor(address);
  return { kind, host, port, database, description: server.describe(), connectionUrl };
}

/** Asks the API the way a browser does; it answers only when function, role, schema and database are right. */
async function checkHealth(url: string): Promise<void> {
  const response = await fetch(`${url}/api/health`);
  if (!response.ok) {
    throw new Error(`${url}/api/health answered ${response.status}: ${await response.text()}`);
  }
}

function supervise(
  server: PostgresServer,
  moved: () => void,
  { log, notify }: Pick<HostOptions, "log" | "notify">,
): () => Promise<void> {
  const tell = (message: string) => {
    log.write("postgres", message);
    notify(message);
  };
  let { port } = server;
  return superviseServer(server, {
    onDown: (reason) => tell(`PostgreSQL is away: ${reason}.`),
    onUp: () => {
      tell(`PostgreSQL answers again on port ${server.port}.`);
      if (server.port === port) return;
      port = server.port;
      moved();
    },
    onFailure: (error) => log.write("postgres", String(error)),
  });
}
