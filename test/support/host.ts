import { chmod, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Steps, type StepRecord } from "#lib/terminal/steps";
import { callCognito, CognitoRefusal, cognitoAt } from "#local/cognito/client";
import { startHost, type HostOptions, type RunningHost } from "#local/host";
import { HostLog } from "#local/host-log";
import type { CapturedMail } from "#local/mailbox";
import { removeEmbedded } from "#local/postgres/embedded";
import { takeStateDirectory } from "#local/state-directory/take";
import { keepOnFailure } from "./run/evidence.ts";

export const PASSWORD = "Correct-horse-1";

/** The tokens of a sign-in. */
export interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken: string;
}

/** The end of an action of Cognito: its answer, or the refusal's type and message. */
export type CognitoEnd =
  | { readonly ok: true; readonly answer: Record<string, unknown> }
  | { readonly ok: false; readonly type: string; readonly message: string };

export interface Crud {
  readonly uuid: string;
  readonly handle: string;
  readonly display_name: string;
  readonly message: string;
  readonly expires_at: string | null;
  readonly created_at: string;
}

let count = 0;

/** A person of a test's own, who has not signed up. */
export function newPerson(handle = `t${process.pid}_${++count}`): {
  email: string;
  handle: string;
  name: string;
} {
  return { email: `${handle.toLowerCase()}@people.example`, handle, name: "Ada Lovelace" };
}

export type Person = ReturnType<typeof newPerson>;

/** A client of a local copy, that does what the page does, over HTTP. */
export class HostClient {
  readonly url: string;
  #clientId: string | undefined;

  constructor(url: string) {
    this.url = url;
  }

  async cognito(action: string, request: object): Promise<CognitoEnd> {
    this.#clientId ??= ((await this.json("/config.json")) as { clientId: string }).clientId;
    try {
      const full = { ClientId: this.#clientId, ...request };
      return { ok: true, answer: await callCognito(cognitoAt(this.url), action, full) };
    } catch (error) {
      if (!(error instanceof CognitoRefusal)) throw error;
      return { ok: false, type: error.type, message: error.message };
    }
  }

  signUp({ email, handle, name }: Person, change: object = {}): Promise<CognitoEnd> {
    return this.cognito("SignUp", {
      Username: email,
      Password: PASSWORD,
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "name", Value: name },
        { Name: "preferred_username", Value: handle },
      ],
      ...change,
    });
  }

  async mails(to: string): Promise<CapturedMail[]> {
    return (await this.json(`/_local/mail.json?to=${encodeURIComponent(to)}`)) as CapturedMail[];
  }

  async confirm({ email }: Person): Promise<CognitoEnd> {
    const [mail] = await this.mails(email);
    if (!mail) throw new Error(`No mail went to ${email}.`);
    return this.cognito("ConfirmSignUp", { Username: email, ConfirmationCode: mail.code });
  }

  signIn({ email }: Person, password = PASSWORD): Promise<CognitoEnd> {
    return this.cognito("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    });
  }

  /** The tokens of a sign-in that must succeed. */
  async tokensOf(person: Person, password = PASSWORD): Promise<Tokens> {
    const { AuthenticationResult } = succeeded(await this.signIn(person, password));
    return AuthenticationResult as Tokens;
  }

  /** Signs up, confirms and signs in. */
  async join(person = newPerson()): Promise<Person & { token: string }> {
    succeeded(await this.signUp(person));
    succeeded(await this.confirm(person));
    return { ...person, token: (await this.tokensOf(person)).AccessToken };
  }

  post(token: string, message: string, ttl = "1-hour"): Promise<Response> {
    return fetch(`${this.url}/api/activities`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ message, ttl }),
    });
  }

  async feed(): Promise<Crud[]> {
    return (await this.json("/api/activities/home")) as Crud[];
  }

  async me(token: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.url}/api/me`, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async status(path: string): Promise<number> {
    const response = await fetch(`${this.url}${path}`);
    await response.arrayBuffer();
    return response.status;
  }

  async json(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`);
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}

export function succeeded(end: CognitoEnd): Record<string, unknown> {
  if (!end.ok) throw new Error(`${end.type}: ${end.message}`);
  return end.answer;
}

/** A directory for a local copy's state, which the database server's user can enter too. */
export async function newStateDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "cruddur-test-"));
  await chmod(directory, 0o755);
  await takeStateDirectory(directory);
  return directory;
}

/** Ends a database server that a test left there, and deletes everything. */
export async function removeStateDirectory(directory: string): Promise<void> {
  await removeEmbedded({ stateDirectory: directory });
  await rm(directory, { recursive: true, force: true });
}

/** Away from the ports of a developer's own copy. */
export const TEST_PORTS = { page: 24_567, postgres: 25_432 } as const;

/** A whole local copy in this process, with state and ports of its own. */
export class TestHost {
  readonly directory: string;
  /** The messages that a person at the terminal would have seen. */
  readonly notes: string[] = [];
  #running: RunningHost | undefined;
  #log: HostLog | undefined;
  #client: HostClient | undefined;

  readonly #forget: () => void;

  private constructor(directory: string) {
    this.directory = directory;
    this.#forget = keepOnFailure((folder) =>
      copyFile(path.join(directory, "host.log"), path.join(folder, "host.log")),
    );
  }

  static async start(change: Partial<HostOptions> = {}): Promise<TestHost> {
    const host = new TestHost(await newStateDirectory());
    try {
      await host.start(change);
    } catch (error) {
      await host.remove();
      throw error;
    }
    return host;
  }

  /** As after `npm stop`. @returns its steps */
  async start(change: Partial<HostOptions> = {}): Promise<readonly StepRecord[]> {
    const steps = new Steps({ started() {}, ended() {} });
    this.#log = new HostLog(this.directory);
    this.#running = await startHost({
      stateDirectory: this.directory,
      port: 0,
      postgresPort: TEST_PORTS.postgres,
      postgres: { kind: "embedded", reason: "a test" },
      watch: false,
      durable: false,
      steps,
      log: this.#log,
      notify: (message) => this.notes.push(message),
      ...change,
    });
    this.#client = new HostClient(this.#running.record.url);
    return steps.records;
  }

  get running(): RunningHost {
    return this.#running!;
  }

  get client(): HostClient {
    return this.#client!;
  }

  async stop(): Promise<void> {
    await this.#running?.close();
    await this.#log?.close();
    this.#running = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    this.#forget();
    await removeStateDirectory(this.directory);
  }
}
