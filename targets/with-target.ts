import type pg from "pg";
import { codeOf, InterruptedError, RefusedError, UserError } from "#lib/errors";
import { bannerFor, type Target } from "#lib/domain/target";
import { visibleText } from "#lib/domain/visible-text";
import { paint } from "#lib/terminal";
import { openTarget, type OpenOptions } from "./open-target.ts";

interface Options extends OpenOptions {
  /** The command's name: its session's on the server. */
  readonly name: string;
  readonly note: (text: string) => void;
  /** Otherwise a local address must not lead to a hosted server. @default false */
  readonly onlyReads?: boolean;
}

/**
 * Opens the target that `--target` names, tells in one line which database it is, and gives it to `work`.
 *
 * Throws what `openTarget` throws, and a server's error within `work` as a UserError that says what to do, where we know.
 *
 * @returns what `work` returns
 */
export async function withTarget<T>(
  target: string,
  options: Options,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const opened = await withMark(await openTarget(target, options), options);
  const line = visibleText(bannerFor(opened));
  const isDangerous = opened.isProduction || opened.marked !== undefined;
  options.note(isDangerous ? paint.red(line) : paint.dim(line));
  try {
    return await work(opened);
  } catch (error) {
    if (error instanceof UserError || error instanceof InterruptedError) throw error;
    const { databaseProblem, isNetworkFault } = await import("#database/connection/problem");
    const unreached = isNetworkFault(error) ? await opened.diagnose?.() : undefined;
    throw unreached ?? databaseProblem(error, opened) ?? error;
  }
}

/**
 * The target with what its database says of itself, where that differs. A server that cannot be asked says nothing.
 * Only a target that is named local is asked: behind its address may be a tunnel. The others are named for what they
 * are, and a private one without its tunnel would be waited for in vain.
 */
async function withMark(target: Target, { name, onlyReads = false }: Options): Promise<Target> {
  if (!target.isLocal) return target;
  const { withClient } = await import("#database/connection/connect");
  const { refuseHosted } = await import("#database/fence/hosted");
  const { readMarker } = await import("#database/fence/marker");
  const { parameters, maintenance } = target;
  const refuse = async (client: pg.Client) => {
    if (!onlyReads) await refuseHosted(client, target);
  };
  const marker = await withClient(parameters, name, async (client) => {
    await refuse(client);
    // Whoever holds a lock on it is named later, by the command itself.
    await client.query("set lock_timeout = '1s'");
    return readMarker(client);
  }).catch(async (error: unknown) => {
    if (error instanceof RefusedError) throw error;
    if (codeOf(error) === "3D000") {
      await withClient({ ...parameters, database: maintenance }, name, refuse);
    }
    return undefined;
  });
  const differs = marker && marker.environment !== target.environment;
  return differs ? { ...target, marked: marker.environment } : target;
}
