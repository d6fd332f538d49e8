import assert from "node:assert/strict";
import { refuseWhatNpmTook } from "#cli/npm-took";
import { command } from "../../scripts/start.ts";

describe("refuseWhatNpmTook", () => {
  const env = { npm_lifecycle_event: "start", npm_config_check: "true" };
  const hintOn = (platform: string) => {
    try {
      refuseWhatNpmTook(command, [], env, platform);
    } catch (error) {
      return (error as { hint: string }).hint;
    }
    return assert.fail("nothing was refused");
  };

  it("says how an option is typed that npm took for itself", () => {
    assert.equal(hintOn("linux"), "Write two hyphens before the options: npm start -- --check");
  });

  it("says on Windows what PowerShell does with the two hyphens", () => {
    assert.match(hintOn("win32"), /npm start -- --check\nPowerShell .* quoted: '--'$/);
  });
});
