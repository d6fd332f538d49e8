import { spawnSync } from "node:child_process";
import { UserError } from "#lib/errors";

/** Windows' programs see 260 characters of a path, and PostgreSQL's own files take up to 80 of them. */
const LONGEST = 180;

const isPlain = (path: string) => /^[\0-\x7f]*$/.test(path) && path.length <= LONGEST;

/**
 * A path that PostgreSQL's programs can work with. On Windows their paths are short and in the system's code page, which
 * they take for UTF-8: one that is long, or has an ü in it, becomes its 8.3 form ("C:\CHECKO~1\NODE_M~1"), which
 * Windows keeps of every file on most disks.
 *
 * @param path of something that is there; other words are returned as they are when they are plain
 * @throws UserError when there is no such form
 */
export function plainPath(
  path: string,
  platform: string = process.platform,
  shorten: (path: string) => string = shortForm,
): string {
  if (platform !== "win32" || isPlain(path)) return path;
  const short = shorten(path);
  if (isPlain(short)) return short;
  throw new UserError(
    `PostgreSQL's programs for Windows cannot work with this path, which is over ${LONGEST} characters long or has letters that are not English: ${path}`,
    "Move the checkout to a folder like C:\\cruddur. Where it is the temporary folder: set TEMP=C:\\temp",
  );
}

function shortForm(path: string): string {
  // By a variable that is put in late: nothing in its value means anything to the shell.
  const { stdout } = spawnSync(
    "cmd.exe",
    ["/d", "/v:on", "/c", 'for %I in ("!CRUDDUR_PATH!") do @echo %~sI'],
    {
      env: { ...process.env, CRUDDUR_PATH: path },
      encoding: "utf8",
      windowsHide: true,
      windowsVerbatimArguments: true,
    },
  );
  return stdout?.trim() || path;
}
