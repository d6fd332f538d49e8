import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { removeFolder, renameOver, whenFree } from "#lib/busy-files";

describe("whenFree", () => {
  /** What the file system answers while somebody has the file open. */
  const busy = (times: number, code: string) => () =>
    times-- > 0
      ? Promise.reject(Object.assign(new Error("in use"), { code }))
      : Promise.resolve("done");

  for (const code of ["EPERM", "EACCES", "EBUSY"]) {
    it(`tries again on Windows after ${code}, and nowhere else`, async () => {
      assert.equal(await whenFree(busy(3, code), 1_000, "win32"), "done");
      for (const platform of ["linux", "darwin"])
        await assert.rejects(whenFree(busy(1, code), 1_000, platform), { code });
    });
  }

  it("gives up in the end, and at once for what waiting does not mend", async () => {
    await assert.rejects(whenFree(busy(11, "EPERM"), 200, "win32"), { code: "EPERM" });
    await assert.rejects(whenFree(busy(1, "EXDEV"), 200, "win32"), { code: "EXDEV" });
  });
});

describe("renameOver", () => {
  it("puts a file in another's place", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "cruddur-busy-"));
    const [from, to] = [path.join(folder, "new"), path.join(folder, "old")];
    await writeFile(from, "new");
    await writeFile(to, "old");
    await renameOver(from, to);
    assert.equal(await readFile(to, "utf8"), "new");
    await rm(folder, { recursive: true });
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
