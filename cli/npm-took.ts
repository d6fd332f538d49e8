import type { Env } from "#lib/environment";
import { RefusedError } from "#lib/errors";
import { shellWord, typed } from "#lib/terminal/typed";
import { optionsOf, refuseOutOfReach, type Command } from "./command.ts";
import { flagOf, type OptionSpec } from "./options.ts";

/**
 * Without the two hyphens npm takes options for its own settings and hands them on as `npm_config_…` only, so a
 * `--dry-run` would be lost and the thing done. Throws a RefusedError that shows how to type them.
 */
export function refuseWhatNpmTook(
  command: Command,
  args: readonly string[],
  env: Env,
  platform: string = process.platform,
): void {
  if (env["npm_lifecycle_event"] !== command.name) return;
  const lost = Object.entries(optionsOf(command)).flatMap(([key, spec]) => {
    const flag = flagOf(key);
    const isGiven = args.some((arg) => arg.split("=")[0] === flag || arg === `-${spec.short}`);
    const value = isGiven ? undefined : taken(flag, spec, env);
    return value === undefined ? [] : [{ flag, spec, value }];
  });
  if (lost.length === 0) return;
  // Of `--port 5000` npm takes the option and leaves the value as a word.
  const left = lost.filter(({ spec, value }) => spec.type === "value" && value === "true");
  const [word = "-", next = "-"] = args;
  const isItsValue = left.length === 1 && !word.startsWith("-") && next.startsWith("-");
  const found = (value: string) => (value !== "true" ? value : isItsValue ? word : undefined);
  const names = lost.map(({ flag, spec, value }) =>
    spec.type === "flag" ? flag : `${flag} ${shellWord(found(value) ?? spec.value)}`,
  );
  const rest = args.slice(isItsValue ? 1 : 0).map((word) => shellWord(word));
  const target = lost.find(({ flag }) => flag === "--target");
  if (target) refuseOutOfReach(command, found(target.value));
  // npm/cli#3136: npm's script for PowerShell loses them.
  const quotes =
    platform === "win32" ? "\nPowerShell keeps them for itself unless they are quoted: '--'" : "";
  throw new RefusedError(
    `npm took ${lost.map(({ flag }) => flag).join(" and ")} for itself. Nothing was done.`,
    `Write two hyphens before the options: ${typed(command.name, [...names, ...rest].join(" "))}${quotes}`,
  );
}

/** The value that npm has for an option, "true" for one without; undefined when it was not typed. */
function taken(flag: string, { short }: OptionSpec, env: Env): string | undefined {
  const setting = (name: string) => env[`npm_config_${name.replaceAll("-", "_")}`];
  // It makes an empty `backup` of --no-backup.
  if (flag.startsWith("--no-") && setting(flag.slice(5)) === "") return "true";
  const isTyped = (value: string | undefined) =>
    // A setting `target` with a version is that of native packages' builds (electron, node-gyp).
    value && value !== "false" && !(flag === "--target" && /^v?\d/.test(value));
  return [flag.slice(2), ...(short ? [short] : [])].map(setting).find(isTyped);
}
