import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCognito, type CognitoOptions, type LocalCognito } from "#local/cognito/cognito";
import type { Mail } from "#local/cognito/mail";
import type { TriggerName } from "#local/cognito/triggers/events";
import type { TriggerResult } from "#local/cognito/triggers/lambda";

export const password = "Correct-horse-1";

export interface TriggerEvent {
  version: string;
  region: string;
  userPoolId: string;
  userName: string;
  callerContext: Record<string, string>;
  triggerSource: string;
  request: {
    userAttributes: Record<string, string>;
    clientMetadata?: Record<string, string>;
    validationData?: Record<string, string> | null;
    newDeviceUsed?: boolean;
  };
  response: Record<string, unknown>;
}

/** What Cognito answered. The body has the fields of one action, or `__type` and `message`; a test reads those of its own. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: {
    readonly __type: string;
    readonly message: string;
    readonly AuthenticationResult: Record<string, string>;
    readonly ChallengeName: string;
    readonly ChallengeParameters: Record<string, string>;
    readonly CodeDeliveryDetails: { Destination: string };
    readonly CodeDeliveryDetailsList: { Destination: string }[];
    readonly PaginationToken: string;
    readonly Session: string;
    readonly User: ShownUser;
    readonly UserAttributes: ShownAttribute[];
    readonly UserConfirmed: boolean;
    readonly UserCreateDate: number;
    readonly Username: string;
    readonly UserPoolClient: { AccessTokenValidity: number };
    readonly Users: ShownUser[];
    readonly UserStatus: string;
    readonly UserSub: string;
  };
}

export interface ShownAttribute {
  readonly Name: string;
  readonly Value: string;
}

export interface ShownUser {
  readonly Username: string;
  readonly UserStatus: string;
  readonly Attributes: ShownAttribute[];
}

let sharedKey: string | undefined;

/** A real local Cognito in a directory of its own, with a clock and triggers that a test can set. */
export class LocalPool {
  cognito!: LocalCognito;
  readonly directory: string;
  readonly mails: Mail[] = [];
  readonly lines: Record<string, unknown>[] = [];
  readonly events: { name: TriggerName; event: TriggerEvent }[] = [];
  now = Date.now();
  /** @default every function hands its event back */
  trigger: (name: TriggerName, event: TriggerEvent) => Promise<TriggerResult> = (_name, event) =>
    Promise.resolve({ ok: true, payload: event });

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** With the key that all pools of a test run share, as making one takes a while; `ownKey` makes one. */
  static async open({ ownKey = false } = {}): Promise<LocalPool> {
    const pool = new LocalPool(await mkdtemp(join(tmpdir(), "local-cognito-")));
    const keyFile = join(pool.directory, "signing-key.json");
    if (sharedKey !== undefined && !ownKey) await writeFile(keyFile, sharedKey, { mode: 0o600 });
    await pool.reopen();
    sharedKey ??= await readFile(keyFile, "utf8");
    return pool;
  }

  /** As when the host is stopped and started. */
  async reopen(): Promise<void> {
    const options: CognitoOptions = {
      directory: this.directory,
      invokeTrigger: (name, event) => {
        this.events.push({ name, event: structuredClone(event) as TriggerEvent });
        return this.trigger(name, event as TriggerEvent);
      },
      deliver: (mail) => this.mails.push(mail),
      log: (line) => this.lines.push(line as Record<string, unknown>),
      now: () => new Date(this.now),
    };
    this.cognito = await openCognito(options);
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true });
  }

  async call(action: string, request: object): Promise<Answer> {
    const { status, headers, body } = await this.cognito.handle({
      target: `AWSCognitoIdentityProviderService.${action}`,
      body: JSON.stringify({
        ...(action.startsWith("Admin") || action === "ListUsers"
          ? { UserPoolId: this.cognito.userPoolId }
          : { ClientId: this.cognito.clientId }),
        ...request,
      }),
      trusted: true,
    });
    return { status, headers, body: JSON.parse(body) as Answer["body"] };
  }

  signUp(email: string, more: object = {}): Promise<Answer> {
    return this.call("SignUp", {
      Username: email,
      Password: password,
      UserAttributes: attributesFor(email),
      ...more,
    });
  }

  /** A confirmed user's sub. */
  async addUser(email: string): Promise<string> {
    const { body } = await this.signUp(email);
    const confirmed = await this.call("ConfirmSignUp", {
      Username: email,
      ConfirmationCode: this.codeFor(email),
    });
    if (confirmed.status !== 200)
      throw new Error(`${email} was not added: ${JSON.stringify(body)}`);
    return body.UserSub;
  }

  signIn(email: string, secret = password): Promise<Answer> {
    return this.call("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: secret },
    });
  }

  /** The tokens of a sign-in that must succeed. */
  async tokensOf(email: string): Promise<Record<string, string>> {
    const { body } = await this.signIn(email);
    return body.AuthenticationResult;
  }

  refresh(token: string | undefined): Promise<Answer> {
    return this.call("InitiateAuth", {
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: token },
    });
  }

  /** The last code sent to an address. */
  codeFor(email: string): string {
    const code = this.mails.findLast(({ to }) => to === email)?.code;
    if (code === undefined) throw new Error(`No mail went to ${email}.`);
    return code;
  }

  eventsOf(name: TriggerName): TriggerEvent[] {
    return this.events.filter((invocation) => invocation.name === name).map(({ event }) => event);
  }
}

export const attributesFor = (email: string): { Name: string; Value: string }[] => [
  { Name: "email", Value: email },
  { Name: "name", Value: "Ada Lovelace" },
  { Name: "preferred_username", Value: "ada" },
];

/** A code that is not the one that was sent. */
export const wrongCode = (code: string): string => (code === "000000" ? "000001" : "000000");

/** The part of an answer that says why it was refused. */
export const refusal = ({ status, body }: Answer): object => ({
  status,
  type: body.__type,
  message: body.message,
});

export const refused = (type: string, message: string): object => ({ status: 400, type, message });

/** A token's claims, unchecked. */
export function claimsOf(token: string | undefined): Record<string, unknown> {
  const [, claims = ""] = (token ?? "").split(".");
  return JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
}
