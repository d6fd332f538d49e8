import assert from "node:assert/strict";
import { RefusedError } from "#lib/errors";
import { HEIGHTS, mochaWords } from "../../scripts/test.ts";

describe("mochaWords", () => {
  it("runs everything side by side, the highest first", () => {
    const words = mochaWords([]);
    assert.equal(words[0], "--parallel");
    const patterns = words.slice(3);
    assert.deepEqual([patterns.length, patterns[0]], [HEIGHTS.length, "test/**/*.browser.test.ts"]);
    assert.equal(patterns.at(-1), "test/**/!(*.*).test.ts");
  });

  it("runs what is of a height, everywhere or below a folder", () => {
    assert.deepEqual(mochaWords(["pg"]).slice(3), ["test/**/*.pg.test.ts"]);
    assert.deepEqual(mochaWords(["test/local/", "pure", "pg"]), [
      "test/local/**/!(*.*).test.ts",
      "test/local/**/*.pg.test.ts",
    ]);
  });

  it("runs every height below a folder, and a file as it is", () => {
    const files = ["test/lib", "test/architecture.test.ts"];
    assert.deepEqual(mochaWords(files).sort(), [
      "test/architecture.test.ts",
      "test/lib/**/*.test.ts",
    ]);
  });

  it("hands options to mocha, for everything where no test is named", () => {
    const words = mochaWords([], ["--grep=host", "--bail"]);
    assert.deepEqual(words.slice(3, 5), ["--grep=host", "--bail"]);
    assert.equal(words.length, 5 + HEIGHTS.length);
  });

  it("refuses any other word", () => {
    for (const word of ["test/nowhere", "pgs"]) {
      assert.throws(
        () => mochaWords([word]),
        (error) => error instanceof RefusedError && error.message.startsWith(`${word} is no`),
      );
    }
  });
});
