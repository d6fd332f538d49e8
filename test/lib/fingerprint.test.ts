import assert from "node:assert/strict";
import { mkdir, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { fingerprintOf } from "#lib/fingerprint";
import { makeTemporaryDirectory } from "../local/postgres/temporary-directory.ts";

describe("fingerprintOf", () => {
  let root: string;
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  beforeEach(async () => {
    root = await makeTemporaryDirectory();
    await write("node_modules/.package-lock.json", "{}");
    await write("lib/a.ts", "a");
    await write("web/b.ts", "b");
  });
  afterEach(() => rm(root, { recursive: true }));

  it("stays while nothing changes but times, and what is no source", async () => {
    const before = fingerprintOf(root);
    await utimes(path.join(root, "lib/a.ts"), 1, 1);
    await write("node_modules/pg/index.js", "other");
    await write(".local/host.log", "a line");
    assert.equal(fingerprintOf(root), before);
  });

  for (const [what, file, text] of [
    ["a file's content", "lib/a.ts", "A"],
    ["one file more", "lib/c.ts", ""],
    ["a file at the top", "rooms.json", "{}"],
    ["the installed packages", "node_modules/.package-lock.json", "{ }"],
  ] as const) {
    it(`changes with ${what}`, async () => {
      const before = fingerprintOf(root);
      await write(file, text);
      assert.notEqual(fingerprintOf(root), before);
    });
  }

  it("looks at some folders only when it is asked to", async () => {
    const before = fingerprintOf(root, ["web"]);
    await write("lib/a.ts", "A");
    assert.equal(fingerprintOf(root, ["web"]), before);
    await write("web/b.ts", "B");
    assert.notEqual(fingerprintOf(root, ["web"]), before);
  });
});
