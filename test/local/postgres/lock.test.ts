import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withLock } from "#local/postgres/lock";
import { makeTemporaryDirectory } from "./temporary-directory.ts";

describe("withLock", () => {
  let directory: string;
  let lock: string;
  beforeEach(async () => {
    directory = await makeTemporaryDirectory();
    lock = path.join(directory, "made-when-missing", "lock");
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("lets one at a time work, and removes the lock when all are done", async () => {
    let inside = 0;
    const work = async (): Promise<number> => {
      inside += 1;
      const seen = inside;
      await delay(5);
      inside -= 1;
      return seen;
    };
    const seen = await Promise.all(Array.from({ length: 8 }, () => withLock(lock, work)));
    assert.deepEqual(seen, Array(8).fill(1));
    assert.equal(existsSync(lock), false);
  });

  it("is free again when the work fails", async () => {
    await assert.rejects(
      withLock(lock, () => Promise.reject(new Error("failed"))),
      /failed/,
    );
    assert.equal(await withLock(lock, () => Promise.resolve("next")), "next");
  });

  const stale: Record<string, string> = {
    "a process that is gone": `${2 ** 22 + 1} 1`,
    "a process whose number another has now": `${process.pid} 1`,
  };
  for (const [owner, content] of Object.entries(stale)) {
    it(`is taken over from ${owner}`, async () => {
      lock = path.join(directory, "lock");
      await writeFile(lock, content);
      assert.equal(await withLock(lock, () => Promise.resolve("mine")), "mine");
    });
  }

  it("is taken over when its writer died before writing", async () => {
    lock = path.join(directory, "lock");
    await writeFile(lock, "");
    await utimes(lock, 0, 0);
    assert.equal(await withLock(lock, () => Promise.resolve("mine")), "mine");
  });
});
