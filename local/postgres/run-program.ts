import { spawn } from "node:child_process";
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
    // Not by zx, which runs nothing as another user. The caller's directory may be closed to `user`, and initdb gives up when it cannot return to it.
    // A group of its own: a Ctrl-C in the terminal must not end it half-way, with a server left behind.
    const options = { cwd: "/", env: programEnvironment(process.env), detached: true, ...user };
    const start = () => spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let child: ReturnType<typeof start>;
    try {
      child = start();
    } catch (error) {
      // Some refusals (EPERM, EINVAL) are thrown, others come as an event.
      reject(cannotRun(file, user, error as Error));
      return;
    }
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.on("error", (error) => reject(cannotRun(file, user, error)));
    child.on("close", (code, signal) => {
      if (code !== null) resolve({ code, output: output.trim() });
      else reject(new Error(`${file} was ended by ${signal}`));
    });
  });
}

/** Nobody's PG* settings and no translated messages, which we could not recognise. */
function programEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
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
