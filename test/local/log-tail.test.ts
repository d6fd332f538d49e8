import assert from "node:assert/strict";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { followLines, lastLines } from "#local/log-tail";
import { until } from "#test/until";

describe("log-tail", () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "log-tail-"));
    file = path.join(directory, "host.log");
  });
  afterEach(() => rm(directory, { recursive: true }));

  const all = (): boolean => true;

  describe("lastLines", () => {
    it("gives the last of those that are wanted, and the size in bytes", async () => {
      await writeFile(file, "a 1\nb 2\na 3\n\na 4é\n");
      const found = await lastLines(file, 2, (line) => line.startsWith("a"));
      assert.deepEqual(found, { lines: ["a 3", "a 4é"], offset: 19 });
      assert.deepEqual((await lastLines(file, 0, all)).lines, []);
      assert.equal((await lastLines(file, 100, all)).lines.length, 4);
    });

    it("gives the size in bytes also of what is no UTF-8", async () => {
      await writeFile(file, Buffer.from([0x61, 0xff, 0xc3, 0x0a]));
      assert.equal((await lastLines(file, 1, all)).offset, 4);
    });
  });

  describe("followLines", () => {
    it("gives each whole line once, also when a character comes in two pieces", async () => {
      await writeFile(file, "before\n");
      const seen: string[] = [];
      const stop = followLines(file, 7, (line) => seen.push(line));
      const bytes = Buffer.from("one\ntwo €\nthree\n");
      const inside = bytes.indexOf(0x82); // the second byte of the euro sign
      try {
        await appendFile(file, bytes.subarray(0, inside));
        await until("the first line", () => seen.length === 1);
        await appendFile(file, bytes.subarray(inside));
        await until("the others", () => seen.length === 3);
      } finally {
        stop();
      }
      assert.deepEqual(seen, ["one", "two €", "three"]);
    });

    it("begins anew when the file is replaced by a shorter one, without the rest of the old one", async () => {
      await writeFile(file, "");
      const seen: string[] = [];
      const stop = followLines(file, 0, (line) => seen.push(line));
      try {
        await appendFile(file, "a long line\nan unfinished one");
        await until("the old one", () => seen.length === 1);
        await writeFile(file, "new\n");
        await until("the new one", () => seen.length === 2);
      } finally {
        stop();
      }
      assert.deepEqual(seen, ["a long line", "new"]);
    });
  });
});
