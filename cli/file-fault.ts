import { tmpdir } from "node:os";
import { UserError } from "#lib/errors";

/** The system's codes for a fault of a file, in words, and what mends it. */
const FAULTS: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  EACCES: [
    "may not be read or written",
    "Give yourself the right to (ls -ld shows it), or use another folder: --state-directory",
  ],
  EPERM: [
    "may not be changed",
    "See whom it belongs to (ls -ld), or use another folder: --state-directory",
  ],
  EROFS: ["is on a read-only file system", "Use another folder: --state-directory"],
  ENOTDIR: [
    "has a file where a folder is wanted",
    "Move that file away, or use another folder: --state-directory",
  ],
  ENOENT: [
    "cannot be made: a link or a folder above it leads nowhere",
    "See where it leads (ls -ld), or use another folder: --state-directory",
  ],
  ENAMETOOLONG: ["has too long a name", "Use another folder: --state-directory"],
  EISDIR: [
    "is a folder where a file is wanted",
    "Move that folder away and run the command again.",
  ],
  ENOSPC: ["does not fit: the disk is full", "Make room (df -h), then run the command again."],
  EDQUOT: ["does not fit: your quota is used up", "Make room, then run the command again."],
  EMFILE: [
    "cannot be opened: too many files are open",
    "Raise the limit (ulimit -n 4096) and run the command again.",
  ],
};

/** A system error about a file or a package as the user's to mend, or undefined when it is none. */
export function fileFault(error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  // Commands that only look install nothing, and may meet packages of another lock file.
  if (code === "ERR_MODULE_NOT_FOUND" && error.message.startsWith("Cannot find package")) {
    return new UserError("Packages are missing.", "Type: npm start", { cause: error });
  }
  if (code !== undefined && (syscall === "mkdtemp" || path === tmpdir())) {
    return new UserError(
      `The folder for temporary files cannot be used: ${tmpdir()} (${code}).`,
      `Make it, or name another: ${process.platform === "win32" ? "set TEMP=C:\\temp" : "export TMPDIR=/tmp"}`,
      { cause: error },
    );
  }
  // What is not there to be read is a bug of ours; what cannot be made is the user's.
  const fault = code === "ENOENT" && syscall !== "mkdir" ? undefined : FAULTS[code ?? ""];
  // Reads and writes of an open file name no path; what else has none is about a port or a process.
  if (!fault || (path === undefined && syscall !== "read" && syscall !== "write")) return undefined;
  const what = path ?? "A file of the local copy";
  return new UserError(`${what} ${fault[0]} (${code}, ${syscall}).`, fault[1], { cause: error });
}
