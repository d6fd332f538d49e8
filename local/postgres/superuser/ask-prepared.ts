import { connectionUrlFor } from "#lib/connection/url";
import { UserError } from "#lib/errors";
import { askServer } from "../connect.ts";
import type { RunAs } from "../run-program.ts";
import { MASTER } from "../version.ts";
import { isRefusal, prepareServer } from "./prepare.ts";
import { superuserPassword } from "./secret.ts";

export interface OwnServer {
  /** On 127.0.0.1; a server of ours speaks no TLS, and the user's PGSSLMODE must not ask for it. */
  readonly port: number;
  /** Where the superuser's password is kept, or will be. */
  readonly secretFile: string;
  /** Who owns the data, where we are root. */
  readonly user?: RunAs | undefined;
  readonly timeoutMs: number;
  /** Told in one line where somebody had changed the published account. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/**
 * Asks a server of ours its version ("18.4"), and prepares it first where its accounts are not yet, or no longer, what
 * this release makes them. Throws a UserError where somebody has changed the published password, and the superuser's is lost.
 */
export async function askPrepared(server: OwnServer): Promise<string> {
  const { port, secretFile, user, timeoutMs, onProgress } = server;
  const address = { host: "127.0.0.1", port, sslmode: "disable" } as const;
  const url = connectionUrlFor({ ...address, ...MASTER, parameters: { sslmode: "disable" } });
  const answer = await askServer(url, timeoutMs).catch((error: unknown) => {
    // A new one has no such account; or somebody has altered it.
    if (isRefusal(error)) return undefined;
    throw error;
  });
  if (answer?.isPrepared) return answer.version;
  try {
    const isChanged = await prepareServer(address, await superuserPassword(secretFile, user));
    if (isChanged) {
      onProgress?.(
        `The account ${MASTER.user} at 127.0.0.1:${port} had been changed by hand; it is again what every command expects.`,
      );
    }
    return (await askServer(url, timeoutMs)).version;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new UserError(
      `The server at 127.0.0.1:${port} refuses ${MASTER.user} with the password that every command uses: somebody has changed it.`,
      `Whoever knows the new one changes it back: alter role ${MASTER.user} password '${MASTER.password}'`,
      { cause: error },
    );
  }
}
