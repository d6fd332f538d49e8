import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { command } from "#test/cli";

describe("launch.cjs", () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "launch-"));
  });
  after(() => rm(directory, { recursive: true }));

  /** Runs `npm run status -- --help` by a Node that says it has this version. */
  async function runAs(version: string) {
    const shim = path.join(directory, "shim.cjs");
    const versions = `{ ...process.versions, node: ${JSON.stringify(version)} }`;
    await writeFile(shim, `Object.defineProperty(process, "versions", { value: ${versions} });`);
    return command("status", ["--help"], { node: ["-r", shim] });
  }

  for (const version of ["0.12.18", "8.17.0", "14.21.3", "18.20.8", "20.0.0", "20.18.3"]) {
    it(`tells Node ${version} in one sentence that it is too old, and what to do`, async () => {
      const { code, stdout, stderr } = await runAs(version);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.equal(
        stderr,
        `Cruddur Stack needs Node 20.19 or newer, and this is Node ${version}. Install Node 24 from https://nodejs.org (or: nvm install 24) and run the command again.\n`,
      );
    });
  }

  for (const version of ["20.19.0", "22.0.0", "24.1.0"]) {
    it(`runs the command with Node ${version}`, async () => {
      const { code, stdout, stderr } = await runAs(version);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, /^Usage: npm run status --/);
    });
  }

  it("can be read by any Node, so that the sentence comes before a syntax error", () => {
    // eslint's own parser; it is there because eslint is
    const { parse } = createRequire(createRequire(import.meta.url).resolve("eslint"))("espree") as {
      parse(text: string, options: object): object;
    };
    const text = readFileSync(fromRoot("scripts", "launch.cjs"), "utf8");
    assert.ok(parse(text, { ecmaVersion: 5, sourceType: "script" }));
    assert.throws(() => parse("const a = 1;", { ecmaVersion: 5 }), SyntaxError);
  });
});
