import { stat } from "node:fs/promises";
import path from "node:path";
import { UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { openCognito } from "./cognito.ts";
import { userPoolId } from "./seed.ts";
import { callCognito, cognitoAt, type CognitoTransport } from "./client.ts";
import { readHost } from "../state.ts";

/** A user of the local pool, as Cognito's ListUsers shows them. */
export interface PoolUser {
  readonly userName: string;
  /** `CONFIRMED`, `UNCONFIRMED`, … */
  readonly status: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Every user of the local pool. The running local copy is asked; when none runs, the pool's files are read.
 * Throws a UserError when no pool has been made yet.
 */
export async function listPoolUsers(stateDirectory: string): Promise<PoolUser[]> {
  const transport = await transportTo(stateDirectory);
  const users: PoolUser[] = [];
  let token: string | undefined;
  do {
    const page: ListUsersAnswer = await callCognito<ListUsersAnswer>(transport, "ListUsers", {
      UserPoolId: userPoolId,
      ...(token === undefined ? {} : { PaginationToken: token }),
    });
    users.push(
      ...page.Users.map(({ Username, UserStatus, Attributes }) => ({
        userName: Username,
        status: UserStatus,
        attributes: Object.fromEntries(Attributes.map(({ Name, Value }) => [Name, Value])),
      })),
    );
    token = page.PaginationToken;
  } while (token !== undefined);
  return users;
}

interface ListUsersAnswer {
  readonly Users: readonly {
    readonly Username: string;
    readonly UserStatus: string;
    readonly Attributes: readonly { readonly Name: string; readonly Value: string }[];
  }[];
  readonly PaginationToken?: string;
}

async function transportTo(stateDirectory: string): Promise<CognitoTransport> {
  const host = await readHost(stateDirectory);
  if (host) return cognitoAt(host.url);
  const directory = path.join(stateDirectory, "cognito");
  if (!(await stat(directory).catch(() => undefined))) {
    throw new UserError("There is no local user pool yet.", `Type: ${typed("start")}`);
  }
  const cognito = await openCognito({
    directory,
    invokeTrigger: async () => ({
      ok: false,
      kind: "unreachable",
      message: "only users are listed",
    }),
    deliver: () => {},
    log: () => {},
  });
  return (target, body) => cognito.handle({ target, body, trusted: true });
}
