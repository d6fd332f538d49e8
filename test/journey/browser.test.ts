import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fromRoot } from "#lib/root";

/** The page's tests on a machine without a browser. */
function runWithoutBrowser(env: Record<string, string>): { status: number | null; output: string } {
  const mocha = fromRoot("node_modules", "mocha", "bin", "mocha.js");
  const args = ["--import", "tsx", mocha, "--no-config", "test/journey/page.browser.test.ts"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: fromRoot(),
    encoding: "utf8",
    env: { PATH: "/nowhere", HOME: process.env["HOME"], ...env },
  });
  return { status, output: `${stdout}${stderr}` };
}

describe("describeInBrowser", () => {
  it("says in one line what is missing where there is no browser", () => {
    const { status, output } = runWithoutBrowser({});
    assert.equal(status, 0, output);
    const lines = output.split("\n").filter((line) => line.includes("Chromium"));
    assert.equal(lines.length, 1, output);
    assert.match(
      lines[0]!,
      /^Not tested: the page in Chromium.*apt install chromium.*CHROMIUM_PATH/,
    );
  });

  it("fails in CI where there is no browser", () => {
    const { status, output } = runWithoutBrowser({ CI: "true" });
    assert.notEqual(status, 0, output);
    assert.match(output, /CI is set and no Chromium was found\./);
  });
});
