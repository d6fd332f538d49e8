import assert from "node:assert/strict";
import { extractOf, type ExtractName } from "#lib/aws-data/extract";
import { pythonPackage } from "#lib/aws-data/renew/python-package";
import { command } from "#test/cli";

describe("npm run aws-data", () => {
  it("says of each extract what it would do, or why it stays as it is", async () => {
    const { code, stdout, stderr } = await command("aws-data", ["--dry-run", "--json"]);
    const { renewed, kept } = JSON.parse(stdout) as { renewed: string[]; kept: object };
    assert.equal(code, Object.keys(kept).length > 0 ? 1 : 0, stderr);
    for (const name of [...renewed, ...Object.keys(kept)]) {
      assert.ok(extractOf(name as ExtractName).asOf);
    }
  });

  it("has no package where Python has none", async () => {
    assert.equal(await pythonPackage("no-package-of-this-name", "nothing"), undefined);
  });
});
