import assert from "node:assert/strict";
import { extractOf, type ExtractName } from "#lib/aws-data/extract";
import { instanceClassesExtract } from "#lib/aws-data/instance-classes";
import { regionsExtract } from "#lib/aws-data/regions";
import { renewInstanceClasses } from "#lib/aws-data/renew/instance-classes";
import { pythonPackage } from "#lib/aws-data/renew/python-package";
import { renewRegions } from "#lib/aws-data/renew/regions";
import { command } from "#test/cli";

describe("npm run aws-data", () => {
  it("says of each extract what it would do, or why it stays as it is", async () => {
    const { code, stdout, stderr } = await command("aws-data", ["--dry-run", "--json"]);
    assert.equal(code, 0, stderr);
    const { renewed, kept } = JSON.parse(stdout) as { renewed: string[]; kept: object };
    for (const name of [...renewed, ...Object.keys(kept)]) {
      assert.ok(extractOf(name as ExtractName).asOf);
    }
  });

  it("gives what is checked in, of the packages that it was drawn from", async function () {
    const [botocore, cfnLint, moto] = await Promise.all([
      pythonPackage("botocore", "botocore"),
      pythonPackage("cfn-lint", "cfnlint"),
      pythonPackage("moto", "moto"),
    ]);
    const isOf = (name: ExtractName, ...packages: readonly ({ title: string } | undefined)[]) =>
      extractOf(name).source === packages.map((it) => it?.title).join(", ");
    if (!botocore || !cfnLint || !moto) return this.skip();
    if (!isOf("regions", botocore, cfnLint)) return this.skip();
    const dated = (extract: object) => ({ ...extract, asOf: "" });
    assert.deepEqual(dated(await renewRegions(botocore, cfnLint)), dated(regionsExtract()));
    if (!isOf("instance-classes", cfnLint, moto)) return this.skip();
    assert.deepEqual(
      dated(await renewInstanceClasses(cfnLint, moto)),
      dated(instanceClassesExtract()),
    );
  });

  it("has no package where Python has none", async () => {
    assert.equal(await pythonPackage("no-package-of-this-name", "nothing"), undefined);
  });
});
