import { attributesOf } from "./attributes.ts";
import type { CodeChecks } from "./codes.ts";
import { CognitoFault, notAuthorized, userNotFound } from "./errors.ts";
import type {
  AppClient,
  Clock,
  CognitoService,
  UpstreamContext,
  UpstreamTriggers,
  User,
  UserPoolService,
} from "./internals.ts";
import type { MailMessages } from "./mail.ts";
import type { Locks } from "./locks.ts";
import type { HashPassword } from "./passwords.ts";
import { textIn, type Request } from "./request.ts";
import type { TokenGenerator } from "./tokens.ts";

/** The one pool, and everything an action needs. */
export interface Pool {
  readonly id: string;
  readonly cognito: CognitoService;
  readonly users: UserPoolService;
  readonly clock: Clock;
  readonly messages: MailMessages;
  readonly triggers: UpstreamTriggers;
  readonly tokens: TokenGenerator;
  readonly locks: Locks;
  readonly codes: CodeChecks;
  readonly sessions: Map<string, ChallengeSession>;
  hashPassword: HashPassword;
  otp(): string;
  /** Hands a request to cognito-local's own action of that name. */
  upstream(call: Call, request: object): Promise<object>;
}

/** A sign-in that waits for a new password. */
export interface ChallengeSession {
  readonly username: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** One request. */
export interface Call {
  readonly action: string;
  readonly request: Request;
  readonly context: UpstreamContext;
  /** Whom it turned out to be about, for the log. */
  sub?: string | undefined;
}

/** One action of Cognito. Resolves to the response's body; a refusal is a CognitoFault. */
export type Action = (pool: Pool, call: Call) => Promise<object>;
export type Actions = Readonly<Record<string, Action>>;

/** The client a request names. @throws ResourceNotFoundException */
export async function clientOf(pool: Pool, call: Call): Promise<AppClient> {
  const clientId = textIn(call.request, "ClientId");
  const client = await pool.cognito.getAppClient(call.context, clientId);
  if (client?.UserPoolId === pool.id) return client;
  throw new CognitoFault(
    "ResourceNotFoundException",
    `User pool client ${clientId} does not exist.`,
  );
}

/** Refuses a pool that is not this one. @throws ResourceNotFoundException */
export function checkPoolOf(pool: Pool, call: Call): void {
  const poolId = textIn(call.request, "UserPoolId");
  if (poolId === pool.id) return;
  throw new CognitoFault("ResourceNotFoundException", `User pool ${poolId} does not exist.`);
}

/** The user by that username, sub or email; the case of an email does not matter. */
export async function findUser(pool: Pool, call: Call, name: string): Promise<User | undefined> {
  const folded = name.toLowerCase();
  const users = await pool.users.listUsers(call.context);
  const user = users.find(
    (user) =>
      user.Username === folded || (attributesOf(user)["email"] ?? "").toLowerCase() === folded,
  );
  if (user) call.sub = attributesOf(user)["sub"];
  return user;
}

/** The user an administrator names. @throws UserNotFoundException */
export async function namedUser(pool: Pool, call: Call): Promise<User> {
  const user = await findUser(pool, call, textIn(call.request, "Username"));
  if (!user) throw userNotFound();
  return user;
}

/** The user who holds the request's access token. @throws NotAuthorizedException when the token will not do */
export async function signedInUser(pool: Pool, call: Call): Promise<User> {
  const holder = pool.tokens.holderOf(textIn(call.request, "AccessToken"));
  const user = await findUser(pool, call, holder.username);
  if (!user) throw userNotFound();
  if (!hasSignIn(pool, user, holder.signInId)) throw notAuthorized("Access Token has been revoked");
  if (!user.Enabled) throw notAuthorized("User is disabled.");
  return user;
}

/** A sign-in lasts until its refresh token is revoked, and its access tokens with it. */
export function hasSignIn(pool: Pool, user: User, signInId: string): boolean {
  return user.RefreshTokens.some((token) => pool.tokens.idIn(token) === signInId);
}

/** Changes a user as it is now, one change after another. */
export async function changeUser(
  pool: Pool,
  call: Call,
  username: string,
  change: (user: User) => User,
): Promise<void> {
  await pool.locks.run(`user ${username}`, async () => {
    const user = await pool.users.getUserByUsername(call.context, username);
    if (user) await pool.users.saveUser(call.context, change(user));
  });
}
