import assert from "node:assert/strict";
import { fileOf, type ImportEntry } from "#lib/recovery/import-file";

const provider: ImportEntry = { type: "pulumi:providers:aws", name: "aws" };
const outer: ImportEntry = { type: "c:i:Outer", name: "outer", component: true };
const inner: ImportEntry = { type: "c:i:Inner", name: "inner", parent: "outer", component: true };
const other: ImportEntry = { type: "c:i:Other", name: "other", component: true };
const role: ImportEntry = {
  type: "aws:iam/role:Role",
  name: "r",
  parent: "inner",
  provider: "aws",
};
const absent: ImportEntry = { ...role, name: "absent", parent: "other" };

describe("fileOf", () => {
  it("has what was found, with its components and its provider, in the plan's order", () => {
    const resources = [provider, outer, inner, other, role, absent];
    const file = fileOf({ nameTable: { x: "urn" }, resources }, new Map([[role, "id"]]));
    assert.deepEqual(file, {
      nameTable: { x: "urn" },
      resources: [provider, outer, inner, { ...role, id: "id" }],
    });
  });
});
