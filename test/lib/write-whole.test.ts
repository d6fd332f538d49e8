import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeWhole, writeWholeSync } from "#lib/write-whole";

const ways = {
  writeWhole,
  writeWholeSync: async (...args: Parameters<typeof writeWholeSync>) => writeWholeSync(...args),
};

for (const [name, write] of Object.entries(ways)) {
  describe(name, () => {
    let folder: string;
    let file: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), "cruddur-whole-"));
      file = path.join(folder, "file");
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it("puts a file in place, text or bytes, and nothing beside it", async () => {
      for (const content of ["Ünïcode", new Uint8Array([0, 255, 10])]) {
        await write(file, content);
        assert.deepEqual(await readFile(file), Buffer.from(content));
        assert.deepEqual(await readdir(folder), ["file"]);
      }
    });

    it("gives the file its mode, whatever the one before had", async () => {
      await write(file, "for all", { mode: 0o644 });
      await write(file, "for one", { mode: 0o600 });
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    });

    it("leaves nothing beside the place when the content cannot be put there", async () => {
      await mkdir(file);
      await assert.rejects(write(file, "content"), { code: /EISDIR|EPERM/ });
      assert.deepEqual(await readdir(folder), ["file"]);
    });

    it("shows all of one content while several are written at once", async () => {
      const contents = ["a", "b", "c"].map((letter) => letter.repeat(1_000_000));
      await write(file, contents[0]!);
      let isOver = false;
      const writing = Promise.all(contents.map((content) => write(file, content))).finally(
        () => (isOver = true),
      );
      do assert.ok(contents.includes(await readFile(file, "utf8")));
      while (!isOver);
      await writing;
    });
  });
}
