/**
 * The parts of cognito-local that are composed here. They are not its public surface, so its version is pinned exactly and
 * every part is checked when it is loaded. Its server, its defaults and its crypto are left out: they load express and aws-sdk,
 * which cost half a second; so is its token generator, which signs with a private key that everybody has.
 */
import { createRequire } from "node:module";
import { messageOf } from "#lib/errors";

/** The context that cognito-local hands to all its parts; it travels with one request. */
export interface UpstreamContext {
  readonly logger: UpstreamLogger;
  /** The request as it came in, for what cognito-local itself does not hand on. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** Decisions of the triggers that cognito-local itself does not heed. */
  readonly decisions?: { autoConfirmed: boolean };
}

export interface UpstreamLogger {
  child(): UpstreamLogger;
  debug(): void;
  info(): void;
  warn(): void;
  error(): void;
}

export interface Attribute {
  Name: string;
  Value?: string;
}

/** A user as cognito-local stores it. Replace it, never change it: it is the store's own. */
export interface User {
  Username: string;
  Attributes: Attribute[];
  Enabled: boolean;
  Password: string;
  UserStatus: string;
  UserCreateDate: Date;
  UserLastModifiedDate: Date;
  RefreshTokens: string[];
  ConfirmationCode?: string | undefined;
  AttributeVerificationCode?: string | undefined;
  /** Attributes that wait for such a code. */
  UnverifiedAttributeChanges?: Attribute[] | undefined;
  /** Ours: the code that was sent for a forgotten password. cognito-local would take a sign-up's code for it. */
  ResetCode?: string | undefined;
  /** Ours: when each kind of code was made, in milliseconds since 1970. */
  CodesMade?: Readonly<Partial<Record<CodeField, number>>> | undefined;
}

export type CodeField = "ConfirmationCode" | "ResetCode" | "AttributeVerificationCode";

export interface AppClient {
  ClientId: string;
  UserPoolId: string;
}

export interface DataStore {
  delete(context: UpstreamContext, key: string | string[]): Promise<void>;
  get(context: UpstreamContext, key: string | string[], fallback?: unknown): Promise<unknown>;
  getRoot(context: UpstreamContext): Promise<unknown>;
  set(context: UpstreamContext, key: string | string[], value: unknown): Promise<void>;
}

export interface DataStoreFactory {
  create(context: UpstreamContext, id: string, defaults: object): Promise<DataStore>;
}

export interface UserPoolService {
  readonly options: Readonly<Record<string, unknown>>;
  getUserByUsername(context: UpstreamContext, username: string): Promise<User | null>;
  listUsers(context: UpstreamContext, filter?: string): Promise<readonly User[]>;
  listUserGroupMembership(context: UpstreamContext, user: User): Promise<readonly string[]>;
  saveUser(context: UpstreamContext, user: User): Promise<void>;
  storeRefreshToken(context: UpstreamContext, token: string, user: User): Promise<void>;
}

export interface CognitoService {
  getAppClient(context: UpstreamContext, clientId: string): Promise<AppClient | null>;
  getUserPool(context: UpstreamContext, userPoolId: string): Promise<UserPoolService>;
  listUserPools(context: UpstreamContext): Promise<readonly object[]>;
}

export interface TriggerArguments {
  clientId: string | null;
  clientMetadata?: unknown;
  source: string;
  userAttributes: Attribute[];
  username: string;
  userPoolId: string;
}

export interface UpstreamTriggers {
  enabled(trigger: string): boolean;
  preSignUp(context: UpstreamContext, args: TriggerArguments): Promise<unknown>;
  postConfirmation(context: UpstreamContext, args: TriggerArguments): Promise<unknown>;
  postAuthentication(context: UpstreamContext, args: TriggerArguments): Promise<unknown>;
}

export interface Clock {
  get(): Date;
}

export interface Delivery {
  AttributeName: string;
  DeliveryMedium: string;
  Destination: string;
}

export type UpstreamAction = (context: UpstreamContext, request: object) => Promise<object>;

export interface Internals {
  Router(services: object): (target: string) => UpstreamAction;
  CognitoServiceFactoryImpl: new (
    directory: string,
    stores: DataStoreFactory,
    pools: object,
  ) => { create(context: UpstreamContext, defaults: object): Promise<CognitoService> };
  USER_POOL_AWS_DEFAULTS: Readonly<Record<string, unknown>>;
  UserPoolServiceFactoryImpl: new (clock: Clock, stores: DataStoreFactory) => object;
  TriggersService: new (
    clock: Clock,
    cognito: CognitoService,
    lambda: object,
    crypto: null,
  ) => UpstreamTriggers;
  otp(): string;
  CognitoError: new (code: string, message: string) => Error & { readonly code: string };
  UnsupportedError: new (message: string) => Error;
  /** From jsonwebtoken, which cognito-local brings. */
  sign(claims: object, key: string, options: object): string;
  verify(token: string, key: string, options: object): unknown;
  decode(token: string): unknown;
}

/** Every part, by the file of cognito-local that has it. The test of the contract reads it too. */
export const parts = {
  "cognito-local/lib/errors.js": ["CognitoError", "UnsupportedError"],
  "cognito-local/lib/server/Router.js": ["Router"],
  "cognito-local/lib/services/cognitoService.js": [
    "CognitoServiceFactoryImpl",
    "USER_POOL_AWS_DEFAULTS",
  ],
  "cognito-local/lib/services/userPoolService.js": ["UserPoolServiceFactoryImpl"],
  "cognito-local/lib/services/triggers/triggers.js": ["TriggersService"],
  "cognito-local/lib/services/otp.js": ["otp"],
  jsonwebtoken: ["sign", "verify", "decode"],
} as const;

/** Loads the parts, about a tenth of a second. @throws Error, when a part is not where it was in 5.3.0 */
export function loadInternals(load: (path: string) => unknown = requirePart): Internals {
  const found: Record<string, unknown> = {};
  for (const [path, names] of Object.entries(parts)) {
    const module = loaded(load, path) as Record<string, unknown>;
    for (const name of names) {
      if (module[name] === undefined) throw moved(path, `it has no ${name}`);
      found[name] = module[name];
    }
  }
  return found as unknown as Internals;
}

const fromHere = createRequire(import.meta.url);

function requirePart(path: string): unknown {
  if (path.startsWith("cognito-local/")) return fromHere(path);
  // npm may put what cognito-local brings beside it or inside it.
  return createRequire(fromHere.resolve("cognito-local/lib/errors.js"))(path) as unknown;
}

function loaded(load: (path: string) => unknown, path: string): unknown {
  try {
    return load(path);
  } catch (error) {
    throw moved(path, messageOf(error), error);
  }
}

function moved(path: string, what: string, cause?: unknown): Error {
  return new Error(
    `The local Cognito is built on cognito-local 5.3.0, and ${path} is not as it was: ${what}. ` +
      "Pin cognito-local to 5.3.0 in package.json, or mend local/cognito/internals.ts.",
    { cause },
  );
}
