import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { fromRoot } from "#lib/root";
import { ALL_CALLS } from "#lib/aws-calls/calls/all-calls";
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

  it("has no row for a type that no component makes any more", async () => {
    const names = await readdir(fromRoot("infra"), { recursive: true });
    const files = names.filter((name) => name.endsWith(".ts"));
    const texts = await Promise.all(files.map((name) => readFile(fromRoot("infra", name), "utf8")));
    const infra = texts.join("\n");
    const unused = Object.keys(ALL_CALLS).filter(
      (type) => !infra.includes(`.${type.slice(type.lastIndexOf(":") + 1)}(`),
    );
    assert.deepEqual(unused, []);
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
