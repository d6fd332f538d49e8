import { execFile } from "node:child_process";
import { codeOf, UserError } from "#lib/errors";

/** A user to run programs as, by number. */
export interface RunAs {
  uid: number;
  gid: number;
}

/**
 * Runs one of PostgreSQL's programs to its end.
 *
 * @returns its exit code, and what it wrote to both outputs
 */
export function runProgram(
  file: string,
  args: string[],
  user: RunAs | undefined,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    // The caller's directory may be closed to `user`, and initdb gives up when it cannot return to it.
    const options = { cwd: "/", env: programEnvironment(process.env), ...user };
    execFile(file, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (!error) resolve({ code: 0, output });
      else if (typeof error.code === "number") resolve({ code: error.code, output });
      else reject(cannotRun(file, user, error));
    });
  });
}

/** Nobody's PG* settings and no translated messages, which we could not recognise. */
export function programEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

function cannotRun(file: string, user: RunAs | undefined, error: Error): Error {
  const elsewhere = "Or use another server: npm start -- --postgres docker, or set CONNECTION_URL.";
  const code = codeOf(error);
  if (code === "ENOENT") {
    // The file is there, so it is the system's loader that is not.
    return new UserError(
      `${file} cannot run here: it needs glibc, which Alpine and other musl systems do not have.`,
      `Use a glibc system, such as Debian.\n${elsewhere}`,
      { cause: error },
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EINVAL") {
    const who = user ? `user ${user.uid}` : "you";
    return new UserError(
      `${file} cannot be run as ${who} (${code}).`,
      `Work as a normal user rather than root, and on a disk that may hold programs (no "noexec").\n${elsewhere}`,
      { cause: error },
    );
  }
  return error;
}
