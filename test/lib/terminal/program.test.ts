import assert from "node:assert/strict";
import fc from "fast-check";
import { codeOf } from "#lib/errors";
import { $ } from "#lib/terminal/program";

describe("$", function () {
  this.timeout(60_000);
  const node = process.execPath;
  const TELL = "process.stdout.write(JSON.stringify(process.argv.slice(1)))";

  it("hands a program its words as they are, whatever is in them", async () => {
    const word = fc.string({ unit: "grapheme", maxLength: 20 }).filter((it) => !it.includes("\0"));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (words) => {
        const { exitCode, stdout } = await $`${node} -e ${TELL} -- ${words}`;
        assert.equal(exitCode, 0);
        assert.deepEqual(JSON.parse(stdout), words);
      }),
      { numRuns: 10 },
    );
    const odd = [
      "",
      " ",
      "a b",
      "$HOME",
      "*",
      "~",
      '"',
      "'",
      "\\",
      "%20",
      "\\u0020",
      "a\nb",
      "--x=y",
    ];
    const { stdout } = await $`${node} -e ${TELL} -- ${odd}`;
    assert.deepEqual(JSON.parse(stdout), odd);
  });

  it("needs no shell: there is none on this PATH", async () => {
    const { exitCode } = await $({ env: { PATH: "/nowhere" } })`${node} -e ${"process.exit(3)"}`;
    assert.equal(exitCode, 3);
  });

  it("says when there is no such program, rather than throw", async () => {
    const { exitCode, cause } = await $`no-program-of-this-name --help`;
    assert.notEqual(exitCode, 0);
    assert.equal(codeOf(cause), "ENOENT");
  });

  it("bears a program that leaves before it has read its input", async () => {
    const input = "x".repeat(10_000_000);
    const { exitCode } = await $({ input })`${node} -e ${"process.exit(0)"}`;
    assert.equal(exitCode, 0);
  });
});
