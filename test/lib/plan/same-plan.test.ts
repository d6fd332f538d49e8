import assert from "node:assert/strict";
import { parsePreview } from "#lib/plan/preview";
import { isSamePlan } from "#lib/plan/same-plan";
import { samplePreview, type SampleStep } from "#test/plans/pulumi-program";

const TYPE = "aws:sns/topic:Topic";
const previewOf = (...steps: SampleStep[]) => parsePreview(samplePreview(steps));
const update = (from: number, to: number): SampleStep => ({
  op: "update",
  type: TYPE,
  name: "a",
  old: { n: from },
  new: { n: to },
});
const created: SampleStep = { op: "create", type: TYPE, name: "b", new: {} };

describe("isSamePlan", () => {
  it("goes by what is done, in any order, and not by what stays", () => {
    const same: SampleStep = { op: "same", type: TYPE, name: "c", old: {} };
    assert.ok(isSamePlan(previewOf(update(1, 2), created), previewOf(created, same, update(1, 2))));
  });

  it("tells another act, another value, and another value before", () => {
    for (const other of [[], [update(1, 2)], [update(1, 3), created], [update(0, 2), created]])
      assert.ok(!isSamePlan(previewOf(update(1, 2), created), previewOf(...other)));
  });
});
