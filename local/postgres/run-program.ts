import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { codeOf, UserError } from "#lib/errors";
import { OWN_GROUP } from "#lib/terminal/process-group";
import { typed } from "#lib/terminal/typed";
import { plainPath } from "./plain-path.ts";

/** A user to run programs as, by number. */
export interface RunAs {
  uid: number;
  gid: number;
}

/**
 * After a program's end, how long its outputs may stay open. On Windows pg_ctl hands its own on to the server that it
 * starts, which holds them as long as it runs.
 */
const LINGER_MS = 100;

/**
 * Runs one of PostgreSQL's programs to its end; a server that it has started runs on.
 *
 * @returns its exit code, and what it wrote to both outputs
 * @throws UserError where the system cannot run it
 */
export function runProgram(
  file: string,
  args: string[],
  user: RunAs | undefined,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    // Not by zx, which runs nothing as another user. The caller's directory may be closed to `user`, and initdb gives up when it cannot return to it.
    // A Ctrl-C in the terminal must not end it half-way, with a server left behind.
    const options = { cwd: "/", env: programEnvironment(process.env), ...OWN_GROUP, ...user };
    const [program = file, ...words] = [file, ...args].map((word) => plainPath(word));
    const start = () => spawn(program, words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
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
      if (code === null) reject(new Error(`${file} was ended by ${signal}`));
      else if (code === NO_RUNTIME) reject(withoutRuntime(file));
      else resolve({ code, output: output.trim() });
    });
    child.on("exit", () => {
      const letGo = () => {
        child.stdout.destroy();
        child.stderr.destroy();
      };
      // After one more look at what is in them, however busy we were.
      setTimeout(() => setImmediate(letGo), LINGER_MS).unref();
    });
  });
}

/** Nobody's PG* settings and no translated messages, which we could not recognise. */
function programEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

/** STATUS_DLL_NOT_FOUND. Of all that these programs load, only one library is neither Windows' own nor in the package. */
const NO_RUNTIME = 0xc0000135;

function withoutRuntime(file: string): UserError {
  return new UserError(
    `${file} cannot run here: Microsoft's Visual C++ runtime (VCRUNTIME140.dll) is not installed.`,
    `Install it: winget install Microsoft.VCRedist.2015+.x64 (or https://aka.ms/vs/17/release/vc_redist.x64.exe), then type the command again.\n${elsewhere()}`,
  );
}

const elsewhere = () =>
  `Or use another server: ${typed("start", "--postgres docker")}, or set CONNECTION_URL.`;

function cannotRun(file: string, user: RunAs | undefined, error: Error): Error {
  const code = codeOf(error);
  if (code === "ENOENT" && !existsSync(file)) {
    return new UserError(
      `${file} is missing; a virus scanner may have put it away.`,
      `Bring it back: npm ci --include=optional\n${elsewhere()}`,
      { cause: error },
    );
  }
  if (code === "ENOENT") {
    // The file is there, so it is the system's loader that is not.
    return new UserError(
      `${file} cannot run here: it needs glibc, which Alpine and other musl systems do not have.`,
      `Use a glibc system, such as Debian.\n${elsewhere()}`,
      { cause: error },
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EINVAL") {
    const who = user ? `user ${user.uid}` : "you";
    return new UserError(
      `${file} cannot be run as ${who} (${code}).`,
      `Work as a normal user rather than root, and on a disk that may hold programs (no "noexec").\n${elsewhere()}`,
      { cause: error },
    );
  }
  return error;
}
