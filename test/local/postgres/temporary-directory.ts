import { chmod, mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A new directory that a server run as another user can enter. The caller removes it. */
export async function makeTemporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(await realpath(tmpdir()), "cruddur-test-"));
  await chmod(directory, 0o755);
  return directory;
}
