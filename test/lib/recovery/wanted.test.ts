import assert from "node:assert/strict";
import { parsePreview } from "#lib/plan/preview";
import { CANNOT_TELL } from "#lib/policies/unknown-value";
import { isMatch, valuesOf } from "#lib/recovery/wanted";

const GROUP = "urn:pulumi:dev::cruddur::aws:ec2/securityGroup:SecurityGroup::group";

const stepOf = (inputs: object, propertyDependencies: object = {}) =>
  parsePreview(
    JSON.stringify({
      steps: [
        {
          op: "create",
          urn: "urn:pulumi:dev::c::a:b/c:D::it",
          newState: { inputs, propertyDependencies },
        },
      ],
    }),
  ).steps[0]!;

describe("valuesOf", () => {
  it("is what the plan says, a tag by its key", () => {
    const of = valuesOf(stepOf({ fromPort: 5432, tags: { Name: "n" } }), new Map());
    assert.deepEqual([of("fromPort"), of("tags.Name"), of("name")], ["5432", "n", undefined]);
  });

  it("is the id of the one resource that an unknown id comes from, and of no other unknown value", () => {
    const inputs = { securityGroupId: CANNOT_TELL, sourceArn: CANNOT_TELL, vpcId: CANNOT_TELL };
    const sources = { securityGroupId: [GROUP], sourceArn: [GROUP], vpcId: [GROUP, `${GROUP}2`] };
    const of = valuesOf(stepOf(inputs, sources), new Map([[GROUP, "sg-1"]]));
    assert.deepEqual(
      [of("securityGroupId"), of("sourceArn"), of("vpcId")],
      ["sg-1", undefined, undefined],
    );
  });

  it("does not believe a name that the provider has made up for this plan", () => {
    const of = valuesOf(stepOf({ name: "policy-0a1b2c3", __defaults: ["name"] }), new Map());
    assert.equal(of("name"), undefined);
  });
});

describe("isMatch", () => {
  it("compares values as texts, beginnings, and tags", () => {
    const group = { FromPort: 5432, GroupName: "dev-db-2026", Tags: [{ Key: "Name", Value: "n" }] };
    assert.ok(isMatch(group, { FromPort: "5432", GroupName: { startsWith: "dev-db-" } }));
    assert.ok(isMatch(group, { "Tags.Name": "n" }));
    assert.ok(!isMatch(group, { "Tags.Name": "m" }));
    assert.ok(!isMatch(group, { VpcId: "vpc-1" }));
  });
});
