import type pg from "pg";
import { ask } from "#lib/terminal/ask";
import { codeOf, RefusedError } from "#lib/errors";
import type { TargetContext } from "#lib/terminal/command-context";
import { typedAgain } from "#lib/terminal/typed";
import { withClient } from "../connection/connect.ts";
import { wordsFor } from "../connection/problem.ts";
import { endSessions } from "./end.ts";
import { endedText } from "./text.ts";
import type { Session } from "./sessions.ts";

/**
 * Connects to the target's database, or, where there is none or where nobody may connect to it, to the one that others
 * are made from. The first knows the names of the tables that sessions wait for.
 */
export async function withSessionsClient<T>(
  { target, name }: TargetContext,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  let connected = false;
  const noted = (client: pg.Client) => {
    connected = true;
    return work(client);
  };
  try {
    return await withClient(target.parameters, name, noted);
  } catch (error) {
    // 3D000: it is not there; 55000: it is a template or being swapped.
    if (connected || !["3D000", "55000"].includes(codeOf(error) ?? "")) throw error;
    return withClient({ ...target.parameters, database: target.maintenance }, name, work);
  }
}

/** The result of a command that ends sessions, as `--json` prints it. */
export interface EndReport {
  readonly ended: readonly Session[];
  readonly notEnded: readonly { readonly session: Session; readonly reason: string }[];
  readonly dryRun: boolean;
}

/**
 * Ends sessions and tells of each; off this machine only with consent. The exit code is 1 when one could not be ended.
 * Throws a RefusedError without consent; then nothing was ended.
 */
export async function endAndTell(
  context: TargetContext,
  client: pg.Client,
  sessions: readonly Session[],
  consent: { readonly yes: boolean },
): Promise<EndReport> {
  const { dryRun, print } = context;
  if (sessions.length === 0) print("No session to end.");
  if (dryRun || sessions.length === 0) return { ended: [], notEnded: [], dryRun };
  refuseTunnel(context);
  await requireConsent(context, sessions.length, consent.yes);
  const results = await endSessions(client, sessions);
  print(endedText(results));
  const notEnded = results.flatMap(({ session, reason }) =>
    reason === undefined ? [] : [{ session, reason }],
  );
  if (notEnded.length > 0) context.exitCode = 1;
  return {
    ended: results.filter(({ ended }) => ended).map(({ session }) => session),
    notEnded,
    dryRun,
  };
}

/** A local address behind which another environment's database is: what is typed for this machine must not end its sessions. */
function refuseTunnel({ target, name }: TargetContext): void {
  if (target.marked === undefined) return;
  throw new RefusedError(
    `Database ${target.parameters.database} says it is ${target.marked}, and the target is ${target.name}: the address is a tunnel's, it seems. No session was ended.`,
    `Unset CONNECTION_URL to use the embedded server, or name that database's own target: ${typedAgain(name, [["--target", "prod"]])}`,
  );
}

async function requireConsent(
  { target, name, interactive }: TargetContext,
  count: number,
  yes: boolean,
): Promise<void> {
  if (target.isLocal || yes) return;
  const place = `${target.parameters.host}, ${target.isProduction ? "PRODUCTION" : target.environment}`;
  const would = `${name} would end ${count} ${count === 1 ? "session" : "sessions"} on ${place}.`;
  const wanted = `If you mean it, add --yes: ${typedAgain(name, [...wordsFor(target), ["--yes"]])}`;
  if (!interactive) {
    throw new RefusedError(`${would} There is no terminal to ask on. Nothing was done.`, wanted);
  }
  const said = await ask(`${would} Type yes to do it: `);
  if (said.toLowerCase() !== "yes") throw new RefusedError("No session was ended.", wanted);
}
