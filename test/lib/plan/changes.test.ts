import assert from "node:assert/strict";
import { changeLines, changesIn, changeSummary } from "#lib/plan/changes";
import { parsePreview } from "#lib/plan/preview";
import { samplePreview, type SampleStep } from "#test/plans/pulumi-program";

const FUNCTION = "aws:lambda/function:Function";
const step = (
  op: string,
  name: string,
  type = FUNCTION,
  because?: readonly string[],
): SampleStep => ({
  op,
  name,
  type,
  old: {},
  new: {},
  ...(because ? { because } : {}),
});

describe("changesIn", () => {
  const changes = changesIn(
    parsePreview(
      samplePreview([
        step("create", "cruddur-dev", "pulumi:pulumi:Stack"),
        step("create", "cruddur-api", "cruddur:infra:NodeFunction"),
        step("update", "aws", "pulumi:providers:aws"),
        step("same", "kept"),
        step("create", "made"),
        step("update", "changed", FUNCTION, ["code"]),
        step("replace", "again", FUNCTION, ["name"]),
        step("delete", "gone"),
      ]),
    ),
  );

  it("names what changes in AWS, and nothing that AWS knows nothing of", () => {
    assert.deepEqual(changeLines(changes), [
      "+ made     aws:lambda/function:Function",
      "~ changed  aws:lambda/function:Function  (code)",
      "± again    aws:lambda/function:Function  (name)",
      "- gone     aws:lambda/function:Function",
    ]);
  });

  it("counts", () => {
    assert.equal(changeSummary(changes), "1 to create, 1 to update, 1 to replace, 1 to delete");
    assert.equal(changeSummary([]), "Nothing changes");
  });
});
