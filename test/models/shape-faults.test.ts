import assert from "node:assert/strict";
import { shapeFaults, type Shapes } from "#test/models/shape-faults";

const SHAPES: Shapes = {
  Role: {
    type: "structure",
    required: ["Name"],
    members: {
      Name: { shape: "Name" },
      Kind: { shape: "Kind" },
      Hours: { shape: "Hours" },
      Tags: { shape: "Tags" },
      Labels: { shape: "Labels" },
      Code: { shape: "Code" },
      Either: { shape: "Either" },
      Enabled: { shape: "Enabled" },
    },
  },
  Name: { type: "string", min: 2, max: 4, pattern: "[a-z]+" },
  Kind: { type: "string", enum: ["user", "service"] },
  Hours: { type: "integer", min: 1, max: 12 },
  Tags: { type: "list", member: { shape: "Name" }, max: 2 },
  Labels: { type: "map", key: { shape: "Name" }, value: { shape: "Kind" } },
  Code: { type: "blob", max: 2 },
  Either: {
    type: "structure",
    union: true,
    members: { A: { shape: "Name" }, B: { shape: "Name" } },
  },
  Enabled: { type: "boolean" },
};

const faultsOf = (value: object) => shapeFaults(SHAPES, "Role", { Name: "abc", ...value });

describe("shapeFaults", () => {
  it("has nothing against what is as the model wants it", () => {
    const all = {
      Kind: "user",
      Hours: 12,
      Tags: ["ab"],
      Labels: { ab: "service" },
      Code: Buffer.from("ab"),
      Either: { A: "ab" },
      Enabled: false,
    };
    assert.deepEqual(faultsOf(all), []);
  });

  const broken: readonly (readonly [object, string])[] = [
    [{ Name: undefined }, "Name: required, and missing"],
    [{ Name: "a" }, 'Name: "a" has 1 characters, and 2 are the least'],
    [{ Name: "abcde" }, 'Name: "abcde" has 5 characters, and 4 are the most'],
    [{ Name: "a b" }, 'Name: "a b" is not as [a-z]+ wants it'],
    [{ Kind: "User" }, 'Kind: "User" is none of user, service'],
    [{ Hours: 13 }, "Hours: is 13, and 12 are the most"],
    [{ Hours: 1.5 }, "Hours: 1.5 is no integer"],
    [{ Hours: "1" }, 'Hours: "1" is no integer'],
    [{ Enabled: "true" }, 'Enabled: "true" is no boolean'],
    [{ Tags: "ab" }, 'Tags: "ab" is no list'],
    [{ Tags: ["ab", "a1"] }, 'Tags[1]: "a1" is not as [a-z]+ wants it'],
    [{ Tags: ["ab", "cd", "ef"] }, 'Tags: ["ab","cd","ef"] has 3 entries, and 2 are the most'],
    [{ Labels: { A: "user" } }, 'Labels.A: "A" has 1 characters, and 2 are the least'],
    [{ Labels: { ab: "x" } }, 'Labels.ab: "x" is none of user, service'],
    [{ Either: { A: "ab", B: "ab" } }, "Either: wants one member, and one only"],
    [{ Path: "/" }, "Path: no member of Role"],
    [{ Either: { C: "ab" } }, "Either.C: no member of Either"],
  ];
  for (const [value, fault] of broken) {
    it(`says of ${JSON.stringify(value)} that ${fault}`, () => {
      assert.ok(faultsOf(value).includes(fault), faultsOf(value).join("\n"));
    });
  }
});
