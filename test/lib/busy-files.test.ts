import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { removeFolder, renameOver } from "#lib/busy-files";

describe("renameOver", () => {
  let folder: string;
  before(async () => void (folder = await mkdtemp(path.join(tmpdir(), "cruddur-busy-"))));
  after(() => rm(folder, { recursive: true }));

  /** What Windows answers while somebody has the file open. */
  const busy = (times: number, code: string) => () =>
    times-- > 0 ? Promise.reject(Object.assign(new Error("in use"), { code })) : Promise.resolve();

  it("puts a file in another's place", async () => {
    const [from, to] = [path.join(folder, "new"), path.join(folder, "old")];
    await writeFile(from, "new");
    await writeFile(to, "old");
    await renameOver(from, to);
    assert.equal(await readFile(to, "utf8"), "new");
  });

  for (const code of ["EPERM", "EACCES", "EBUSY"]) {
    it(`tries again after ${code}`, () => renameOver("a", "b", busy(3, code)));
  }

  it("gives up in the end, and at once for what waiting does not mend", async () => {
    await assert.rejects(renameOver("a", "b", busy(1_000, "EPERM")), { code: "EPERM" });
    await assert.rejects(renameOver("a", "b", busy(1, "EXDEV")), { code: "EXDEV" });
  });
});

describe("removeFolder", () => {
  it("removes a folder with what is in it, and does not mind when there is none", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "cruddur-busy-"));
    await mkdir(path.join(folder, "a", "b"), { recursive: true });
    await removeFolder(folder);
    await removeFolder(folder);
    await assert.rejects(readFile(path.join(folder, "a")), { code: "ENOENT" });
  });
});
