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

const packages = [
  await pythonPackage("botocore", "botocore"),
  await pythonPackage("cfn-lint", "cfnlint"),
] as const;
const pins = await readFile(fromRoot(".ci", "run"), "utf8");
const arePinned = packages.every((it) => pins.includes(`"${it?.title.replace(" ", "==")}"`));

describeWithModels("the extracts of regions and classes", () => {
  // Other versions than those may say something else, and rightly.
  if (!arePinned) return;
  const [botocore, cfnLint] = packages as readonly [PythonPackage, PythonPackage];

  it("are of the versions that .ci/run installs", () => {
    assert.equal(regionsExtract().source, `${botocore.title}, ${cfnLint.title}`, RENEW);
    assert.ok(instanceClassesExtract().source.startsWith(`${cfnLint.title}, `), RENEW);
  });

  it("have the regions, and what each is without", async () => {
    const undated = (extract: object) => ({ ...extract, asOf: "" });
    assert.deepEqual(
      undated(regionsExtract()),
      undated(await renewRegions(botocore, cfnLint)),
      RENEW,
    );
  });

  it("have the classes that each region offers", async () => {
    const { versions, offered } = instanceClassesExtract();
    assert.deepEqual({ versions, offered }, await offeredClasses(cfnLint), RENEW);
  });
});
