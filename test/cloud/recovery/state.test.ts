import assert from "node:assert/strict";
import { pendingIn, strangersIn } from "#cloud/recovery/state";

const urn = (name: string) => `urn:pulumi:dev::cruddur::aws:iam/role:Role::${name}`;
const role = (name: string, tagsAll?: object) => ({
  urn: urn(name),
  type: "aws:iam/role:Role",
  outputs: tagsAll === undefined ? {} : { tagsAll },
});
const OURS = { project: "cruddur", stack: "dev" };
const provider = {
  urn: "urn:pulumi:dev::cruddur::pulumi:providers:aws::cruddur-aws",
  type: "pulumi:providers:aws",
  inputs: { defaultTags: JSON.stringify({ tags: OURS }) },
};
const state = (...resources: object[]) =>
  JSON.stringify({ version: 3, deployment: { resources: [provider, ...resources] } });

describe("strangersIn", () => {
  it("names what another stack's tags are on, or none of ours, and nothing without tags or unasked", () => {
    const text = state(
      role("ours", { ...OURS, more: "x" }),
      role("other-stack", { ...OURS, stack: "prod" }),
      role("by-hand", {}),
      role("no-tags"),
      role("unasked", {}),
    );
    const keys = ["ours", "other-stack", "by-hand", "no-tags"].map(
      (it) => `aws:iam/role:Role::${it}`,
    );
    assert.deepEqual(strangersIn(text, new Set(keys)), ["other-stack", "by-hand"]);
  });
});

describe("pendingIn", () => {
  it("names what an up was in the middle of", () => {
    const pending = JSON.stringify({
      version: 3,
      deployment: { resources: [], pending_operations: [{ resource: { urn: urn("cut") } }] },
    });
    assert.deepEqual(pendingIn(pending), ["cut"]);
    assert.deepEqual(pendingIn(state()), []);
  });
});
