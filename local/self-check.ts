import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { randomBytes } from "node:crypto";
import { withClient } from "#database/connection/connect";
import { removeFolder } from "#lib/busy-files";
import { UserError } from "#lib/errors";
import type { Interrupt } from "#lib/terminal/interrupt";
import { Steps, stepPrinter, type StepRecord } from "#lib/terminal/steps";
import { typed } from "#lib/terminal/typed";
import { callCognito, cognitoAt } from "./cognito/client.ts";
import { startHost, type RunningHost } from "./host.ts";
import { parametersOf } from "./postgres/parameters-of.ts";
import { HostLog } from "./host-log.ts";
import type { CapturedMail } from "./mailbox.ts";
import { removeDocker } from "./postgres/docker/stop.ts";
import { removeEmbedded } from "./postgres/embedded.ts";
import { takeStateDirectory } from "./state-directory/take.ts";

export interface SelfCheckResult {
  readonly ok: boolean;
  readonly ms: number;
  readonly steps: readonly StepRecord[];
  /** Why it does not work. */
  readonly error?: string;
}

/**
 * Starts a throw-away copy on free ports, goes the whole way of a new user over HTTP, and ends and removes everything; in
 * Docker it has a Compose project of its own.
 */
export async function runSelfCheck(
  kind: "embedded" | "docker",
  interrupt: Interrupt,
): Promise<SelfCheckResult> {
  const started = performance.now();
  const directory = await mkdtemp(path.join(tmpdir(), "cruddur-check-"));
  await chmod(directory, 0o755); // as root the database server runs as another user
  await takeStateDirectory(directory);
  const steps = new Steps(stepPrinter({ ends: false }));
  steps.stopAt(interrupt.check);
  const log = new HostLog(directory);
  let error: unknown;
  try {
    const host = await startHost({
      stateDirectory: directory,
      port: 0,
      postgresPort: 54_320,
      postgres: { kind, reason: `a throw-away ${kind} PostgreSQL` },
      watch: false,
      durable: false,
      steps,
      log,
      notify: () => {},
      interrupted: interrupt.requested,
    });
    try {
      await goTheWholeWay(host, steps);
    } finally {
      await host.close();
    }
  } catch (caught) {
    error = caught;
  } finally {
    await log.close();
    await removeEmbedded({ stateDirectory: directory });
    await removeDocker({ stateDirectory: directory }).catch((left: unknown) => (error ??= left));
    await removeFolder(directory);
  }
  // What fails after a Ctrl-C fails because of it.
  if (error !== undefined) interrupt.check();
  const ms = Math.round(performance.now() - started);
  return {
    ok: error === undefined,
    ms,
    steps: steps.records,
    ...(error === undefined ? {} : { error: describeError(error) }),
  };
}

/** For a step that ran and found something else than it should. */
const whereToLook = () => `What this machine lacks, if it does: ${typed("doctor")}`;

async function goTheWholeWay({ record, server }: RunningHost, steps: Steps): Promise<void> {
  const { url } = record;
  const id = randomBytes(4).toString("hex");
  const person = {
    email: `check-${id}@cruddur.example`,
    handle: `check_${id}`,
    password: `Check-${id}-Aa1`,
  };
  const { clientId: ClientId } = (await getJson(`${url}/config.json`)) as { clientId: string };
  const cognito = cognitoAt(url);

  await steps.run("The page loads", async () => {
    const page = await (await fetchOk(url)).text();
    if (!page.includes("/app.js")) throw new UserError("The page has no script.", whereToLook());
    await fetchOk(`${url}/app.js`);
  });
  await steps.run("Sign up", () =>
    callCognito(cognito, "SignUp", {
      ClientId,
      Username: person.email,
      Password: person.password,
      UserAttributes: [
        { Name: "email", Value: person.email },
        { Name: "name", Value: "Self Check" },
        { Name: "preferred_username", Value: person.handle },
      ],
    }),
  );
  const code = await steps.run("The code is in the mailbox", async () => {
    const to = encodeURIComponent(person.email);
    const [mail] = (await getJson(`${url}/_local/mail.json?to=${to}`)) as CapturedMail[];
    if (!mail) throw new UserError("No mail came.", whereToLook());
    return mail.code;
  });
  await steps.run("Confirm", () =>
    callCognito(cognito, "ConfirmSignUp", {
      ClientId,
      Username: person.email,
      ConfirmationCode: code,
    }),
  );
  await steps.run("The row is in PostgreSQL", () =>
    withClient(parametersOf(server), "self-check", async (client) => {
      const { rowCount } = await client.query("select from public.users where handle = $1", [
        person.handle,
      ]);
      if (rowCount !== 1) {
        throw new UserError(`${rowCount} rows have the new handle; 1 is wanted.`, whereToLook());
      }
    }),
  );
  const token = await steps.run("Sign in", async () => {
    const answer = await callCognito<{ AuthenticationResult: { AccessToken: string } }>(
      cognito,
      "InitiateAuth",
      {
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: person.email, PASSWORD: person.password },
      },
    );
    return answer.AuthenticationResult.AccessToken;
  });
  const message = `Hello from the self-test ${id}`;
  await steps.run("Post a crud", () =>
    fetchOk(`${url}/api/activities`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ message, ttl: "1-hour" }),
    }),
  );
  await steps.run("It is in the feed", async () => {
    const feed = (await getJson(`${url}/api/activities/home`)) as {
      handle: string;
      message: string;
    }[];
    const mine = feed.find((crud) => crud.message === message);
    if (mine?.handle !== person.handle) {
      throw new UserError("The feed does not show the crud.", whereToLook());
    }
  });
}

async function fetchOk(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.ok) return response;
  throw new UserError(
    `${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
    whereToLook(),
  );
}

async function getJson(url: string): Promise<unknown> {
  return (await fetchOk(url)).json();
}

function describeError(error: unknown): string {
  if (error instanceof UserError) return [error.message, error.hint].filter(Boolean).join("\n");
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
