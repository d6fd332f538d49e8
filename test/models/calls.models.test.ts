import assert from "node:assert/strict";
import { ALL_CALLS } from "#test/models/calls/all-calls";
import { describeWithModels } from "#test/models/describe-with-models";
import { wholePatternFrom } from "#test/models/pattern";

describeWithModels("the table of calls", (models) => {
  it("names operations that AWS has", () => {
    const unknown = Object.values(ALL_CALLS).flatMap((row) => {
      const { operations } = models.service(row.service);
      return [
        ...Object.keys({ ...row.create, ...row.later }),
        ...row.read,
        ...row.update,
        ...row.delete,
      ].filter((name) => !(name in operations));
    });
    assert.deepEqual(unknown, []);
  });

  it("is of services whose every pattern can be said in JavaScript", () => {
    const services = new Set(Object.values(ALL_CALLS).map(({ service }) => service));
    const patterns = [...services].flatMap((service) =>
      Object.values(models.service(service).shapes).flatMap(({ pattern }) => pattern ?? []),
    );
    assert.ok(patterns.length > 200);
    for (const pattern of patterns) wholePatternFrom(pattern);
  });
});
