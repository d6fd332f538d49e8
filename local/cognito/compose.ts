import { withAttributes, attributesOf } from "./attributes.ts";
import { CodeChecks, withCodeTimes } from "./codes.ts";
import { JsonFileStoreFactory } from "./data-store.ts";
import {
  loadInternals,
  type Clock,
  type Internals,
  type UpstreamContext,
  type UpstreamLogger,
  type UpstreamTriggers,
  type UserPoolService,
} from "./internals.ts";
import { Locks } from "./locks.ts";
import { MailMessages, type Mail } from "./mail.ts";
import { openPasswordHash } from "./passwords.ts";
import type { Pool } from "./pool.ts";
import { clientId, clientOptions, poolOptions, userPoolId } from "./seed.ts";
import type { SigningKey } from "./signing-key.ts";
import { tokenGeneratorFor, type TokenGenerator } from "./tokens.ts";
import { TriggerLambda, type InvokeTrigger } from "./triggers/lambda.ts";

export interface PoolParts {
  readonly directory: string;
  readonly key: SigningKey;
  readonly issuer: string;
  readonly clock: Clock;
  readonly invokeTrigger: InvokeTrigger;
  deliver(mail: Mail): void;
  log(line: object): void;
}

/** Puts cognito-local together without its server, with this project's store, tokens, triggers and mail. */
export async function composePool(given: PoolParts): Promise<Pool> {
  const internals = loadInternals();
  const { clock } = given;
  const stores = new JsonFileStoreFactory(given.directory, (line) => given.log(line));
  const { cognito, users, hashPassword } = await openUsers(internals, stores, given);
  const triggers = strictTriggers(
    new internals.TriggersService(clock, cognito, new TriggerLambda(given.invokeTrigger), null),
    new TriggerLambda(given.invokeTrigger),
  );
  const tokens = tokenGeneratorFor(internals, given.key, given.issuer, clock);
  const messages = new MailMessages((mail) => given.deliver(mail));
  const locks = new Locks();
  noteCodeTimes(users, clock);
  keepEverySignIn(users, locks, tokens);
  const route = internals.Router({
    clock,
    cognito,
    config: { UserPoolDefaults: { UsernameAttributes: ["email"] } },
    messages,
    otp: internals.otp,
    tokenGenerator: tokens,
    triggers,
  });
  return {
    id: userPoolId,
    cognito,
    users,
    clock,
    messages,
    triggers,
    tokens,
    locks,
    codes: new CodeChecks(),
    sessions: new Map(),
    hashPassword,
    otp: internals.otp,
    upstream: (call, request) => route(call.action)(call.context, request),
  };
}

async function openUsers(
  internals: Internals,
  stores: JsonFileStoreFactory,
  { directory, clock }: PoolParts,
): Promise<Pick<Pool, "cognito" | "users" | "hashPassword">> {
  const now = clock.get();
  const options = poolOptions(internals.USER_POOL_AWS_DEFAULTS, now);
  const empty = { Users: {}, Groups: {}, Options: options };
  const poolStore = await stores.create(silent, userPoolId, empty);
  const clientStore = await stores.create(silent, "clients", { Clients: {} });
  // Both belong to the program, not to the state: an older state gets today's.
  await poolStore.set(silent, "Options", options);
  await clientStore.set(silent, ["Clients", clientId], clientOptions(now));
  const pools = new internals.UserPoolServiceFactoryImpl(clock, stores);
  // It takes every .json file of the directory but clients.json for a pool.
  const service = new internals.CognitoServiceFactoryImpl(directory, stores, pools);
  const cognito = await service.create(silent, options);
  const users = await cognito.getUserPool(silent, userPoolId);
  return { cognito, users, hashPassword: await openPasswordHash(poolStore, silent) };
}

/** cognito-local swallows what these two triggers throw; Cognito lets the request fail with it. */
function strictTriggers(triggers: UpstreamTriggers, lambda: TriggerLambda): UpstreamTriggers {
  for (const [method, name] of [
    ["postConfirmation", "PostConfirmation"],
    ["postAuthentication", "PostAuthentication"],
  ] as const) {
    triggers[method] = ({ ...context }, { source, userAttributes, ...args }) =>
      lambda.invoke(context, name, {
        ...args,
        triggerSource: source,
        userAttributes: attributesOf({ Attributes: userAttributes }),
      });
  }
  return triggers;
}

/** Every save goes by here: codes get their time, and a new user an unverified address. */
function noteCodeTimes(users: UserPoolService, clock: Clock): void {
  const save = users.saveUser.bind(users);
  users.saveUser = async (context, user) => {
    const before = await users.getUserByUsername(context, user.Username);
    const unverified = user.UserStatus === "UNCONFIRMED" && !attributesOf(user)["email_verified"];
    const stored = unverified ? withAttributes(user, { email_verified: "false" }) : user;
    await save(context, withCodeTimes(stored, before, clock.get().getTime()));
  };
}

/** cognito-local writes back the user it read before PostAuthentication ran, and never drops an old token. */
function keepEverySignIn(users: UserPoolService, locks: Locks, tokens: TokenGenerator): void {
  users.storeRefreshToken = (context, token, { Username }) =>
    locks.run(`user ${Username}`, async () => {
      const user = await users.getUserByUsername(context, Username);
      if (!user) return;
      const kept = user.RefreshTokens.filter((other) => !tokens.isOver(other));
      await users.saveUser(context, { ...user, RefreshTokens: [...kept, token] });
    });
}

/** cognito-local logs whole users, passwords and all; nothing of it is kept. */
export const silentLogger: UpstreamLogger = {
  child: () => silentLogger,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const silent: UpstreamContext = { logger: silentLogger };
