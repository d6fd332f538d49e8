import { access, constants, lstat, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { codeOf, RefusedError } from "./errors.ts";
import { ROOT } from "./root.ts";

const HINT = "Name a folder of its own, or one that is not there yet: --state-directory <folder>";

/** Throws a RefusedError for a place that can be no state directory, whatever is in it. Changes nothing. */
export async function requireStatePlace(directory: string): Promise<void> {
  const fault = await placeFault(directory);
  if (fault === undefined) return;
  const takeOver = `Take it over: sudo chown -R "$(id -u):$(id -g)" "${directory}"\n`;
  const hint = fault.startsWith("belongs") ? takeOver + HINT : HINT;
  throw new RefusedError(`${directory} ${fault}. Nothing was done.`, hint);
}

async function placeFault(directory: string): Promise<string | undefined> {
  try {
    if (!(await stat(directory)).isDirectory()) {
      return "is a file, and a folder is wanted for the local copy's state";
    }
  } catch (error) {
    return missingFault(directory, error);
  }
  const place = await realpath(directory);
  const { uid } = await stat(place);
  const own = process.getuid?.() ?? uid;
  // What is root's and ours to write is a volume, or a folder that is shared with a virtual machine.
  const isOurs = [0, uid].includes(own) || (uid === 0 && (await isWritable(place)));
  if (!isOurs) return `belongs to user ${uid}, and you are user ${own}`;
  const holds = async (other: string) => isIn(await realpath(other).catch(() => other), place);
  if (await holds(ROOT)) return "holds the checkout, so it cannot be the local copy's state";
  if (await holds(homedir())) return "holds your home, so it cannot be the local copy's state";
  return undefined;
}

/** A folder that is not there is made by a start, unless something is in its way. */
async function missingFault(directory: string, error: unknown): Promise<string | undefined> {
  const code = codeOf(error);
  if (code === "ENOTDIR") return "is below a file, and a folder is wanted";
  if (code !== "ENOENT") return `cannot be looked at (${code ?? String(error)})`;
  if (await lstat(directory).catch(() => undefined)) return "is a link that leads nowhere";
  // Node's recursive mkdir never ends there.
  const place = await realpath(await nearest(directory));
  return isIn(place, "/proc") ? "is in /proc, where no folder can be made" : undefined;
}

/** The nearest folder above it that exists. */
async function nearest(place: string): Promise<string> {
  const above = path.dirname(place);
  return above === place || (await lstat(above).catch(() => undefined)) ? above : nearest(above);
}

const isWritable = (place: string): Promise<boolean> =>
  access(place, constants.W_OK).then(
    () => true,
    () => false,
  );

function isIn(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner);
  return way === "" || (!path.isAbsolute(way) && way.split(path.sep)[0] !== "..");
}
