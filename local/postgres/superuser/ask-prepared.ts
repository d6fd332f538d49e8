import { connectionUrlFor } from "#lib/connection/url";
import { codeOf, UserError } from "#lib/errors";
import { askServer } from "../connect.ts";
import type { RunAs } from "../run-program.ts";
import { MASTER } from "../version.ts";
import { prepareServer } from "./prepare.ts";
import { superuserPassword } from "./secret.ts";

export interface OwnServer {
  /** On 127.0.0.1; a server of ours speaks no TLS, and the user's PGSSLMODE must not ask for it. */
  readonly port: number;
  /** Where the superuser's password is kept, or will be. */
  readonly secretFile: string;
  /** Who owns the data, where we are root. */
  readonly user?: RunAs | undefined;
  readonly timeoutMs: number;
}

/**
 * Asks a server of ours its version ("18.4"), and prepares it first where its accounts are not yet, or no longer, what
 * this release makes them. Throws a UserError where somebody has changed the published password.
 */
export async function askPrepared(server: OwnServer): Promise<string> {
  const { port, secretFile, user, timeoutMs } = server;
  const address = { host: "127.0.0.1", port, sslmode: "disable" } as const;
  const url = connectionUrlFor({ ...address, ...MASTER, parameters: { sslmode: "disable" } });
  const answer = await askServer(url, timeoutMs).catch((error: unknown) => {
    // A new one has no such account.
    if (codeOf(error) === "28P01") return undefined;
    throw error;
  });
  if (answer?.isPrepared) return answer.version;
  await prepareServer(address, await superuserPassword(secretFile, user));
  try {
    return (await askServer(url, timeoutMs)).version;
  } catch (error) {
    if (codeOf(error) !== "28P01") throw error;
    throw new UserError(
      `The server at 127.0.0.1:${port} refuses ${MASTER.user} with the password that every command uses: somebody has changed it.`,
      `Whoever knows the new one changes it back: alter role ${MASTER.user} password '${MASTER.password}'`,
      { cause: error },
    );
  }
}
