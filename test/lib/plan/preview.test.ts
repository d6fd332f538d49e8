import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "#lib/errors";
import { parsePreview, plannedResources } from "#lib/plan/preview";
import { samplePreview } from "#test/plans/pulumi-program";

const TYPE = "aws:rds/instance:Instance";
const parents = "cruddur:infra:Database$cruddur:infra:Server";

describe("parsePreview", () => {
  it("reads stack, configuration, type without its parents, name and both sides", () => {
    const preview = parsePreview(
      samplePreview([
        {
          op: "replace",
          type: TYPE,
          name: "db",
          parents,
          old: { a: 1 },
          new: { a: 2 },
          because: ["a"],
        },
      ]),
    );
    assert.equal(preview.stack, "dev");
    assert.deepEqual(preview.config, { "cruddur:environment": "dev" });
    const [step] = preview.steps;
    assert.deepEqual([step!.type, step!.name, step!.replaceReasons], [TYPE, "db", ["a"]]);
    assert.deepEqual([step!.old?.inputs, step!.new?.inputs], [{ a: 1 }, { a: 2 }]);
    assert.ok(preview.isWhole);
  });

  it("skips what comes before the JSON", () => {
    assert.deepEqual(parsePreview(`warning: a new version\n${samplePreview([])}`).steps, []);
  });

  it("tells of errors, and of a plan that leaves out what does not change", () => {
    const diagnostics = [
      { message: "warning: x", severity: "warning" },
      { message: "error: boom\n", severity: "error" },
    ];
    const preview = parsePreview(samplePreview([], { diagnostics, changeSummary: { same: 4 } }));
    assert.deepEqual(preview.errors, ["error: boom"]);
    assert.equal(preview.isWhole, false);
  });

  it("throws a UserError that says how to make one, for anything else", () => {
    for (const text of [
      "",
      "no",
      "[]",
      '{"steps": 1}',
      '{"steps": [{}]}',
      '{"steps": [null]}',
      "{} {}",
      "{",
    ])
      assert.throws(
        () => parsePreview(text),
        (error) => error instanceof UserError && /pulumi preview/.test(error.hint ?? ""),
        text,
      );
  });

  it("never fails otherwise", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          plannedResources(parsePreview(text));
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
    );
  });
});

describe("plannedResources", () => {
  const named = (op: string, sides: object) =>
    plannedResources(parsePreview(samplePreview([{ op, type: TYPE, name: "db", ...sides }])));

  it("has what is made, changed or stays, with its inputs as they would be", () => {
    for (const op of ["create", "update", "replace", "same"])
      assert.deepEqual(
        named(op, { old: { a: 1 }, new: { a: 2 } }).map(({ props }) => props),
        [{ a: 2 }],
      );
    assert.deepEqual(
      named("same", { old: { a: 1 } }).map(({ props }) => props),
      [{ a: 1 }],
    );
  });

  it("leaves out what goes", () => {
    assert.deepEqual(named("delete", { old: {} }), []);
    assert.deepEqual(named("delete-replaced", { old: {} }), []);
  });

  it("has the id of what is there already, and none that is unknown", () => {
    const id = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    assert.equal(named("same", { old: {}, new: {}, state: { id: "db-1" } })[0]!.id, "db-1");
    assert.equal(named("create", { new: {}, state: { id } })[0]!.id, undefined);
  });
});
