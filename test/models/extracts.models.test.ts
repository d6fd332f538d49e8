import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { instanceClassesExtract } from "#lib/aws-data/instance-classes";
import { regionsExtract } from "#lib/aws-data/regions";
import { offeredClasses } from "#lib/aws-data/renew/instance-classes";
import { pythonPackage, type PythonPackage } from "#lib/aws-data/renew/python-package";
import { renewRegions } from "#lib/aws-data/renew/regions";
import { fromRoot } from "#lib/root";
import { describeWithModels } from "#test/models/describe-with-models";

const RENEW = "the extracts are older than the packages of .ci/run: npm run aws-data";

describeWithModels("the extracts of regions and classes", () => {
  let packages: readonly [botocore: PythonPackage, cfnLint: PythonPackage];

  // Other versions than the pinned ones may say something else, and rightly.
  before(async function () {
    const botocore = await pythonPackage("botocore", "botocore");
    const cfnLint = await pythonPackage("cfn-lint", "cfnlint");
    const pins = await readFile(fromRoot(".ci", "run"), "utf8");
    const isPinned = (it: PythonPackage | undefined) =>
      it !== undefined && pins.includes(`"${it.title.replace(" ", "==")}"`);
    if (!botocore || !cfnLint || !isPinned(botocore) || !isPinned(cfnLint)) return this.skip();
    packages = [botocore, cfnLint];
  });

  it("are of the versions that .ci/run installs", () => {
    const [botocore, cfnLint] = packages;
    assert.equal(regionsExtract().source, `${botocore.title}, ${cfnLint.title}`, RENEW);
    assert.ok(instanceClassesExtract().source.startsWith(`${cfnLint.title}, `), RENEW);
  });

  it("have the regions, and what each is without", async () => {
    const undated = (extract: object) => ({ ...extract, asOf: "" });
    assert.deepEqual(undated(regionsExtract()), undated(await renewRegions(...packages)), RENEW);
  });

  it("have the classes that each region offers", async () => {
    const { versions, offered } = instanceClassesExtract();
    assert.deepEqual({ versions, offered }, await offeredClasses(packages[1]), RENEW);
  });
});
