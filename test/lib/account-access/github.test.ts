import assert from "node:assert/strict";
import { ciTrust, letIn, parseRepository } from "#lib/account-access/github";

describe("parseRepository", () => {
  it("takes a whole name, with both ids or with none", () => {
    for (const name of ["a/b", "a-b/c.d_e", "a@1/b@2"]) assert.equal(parseRepository(name), name);
    for (const name of [
      "a",
      "a/*",
      "a/b/c",
      "a@1/b",
      "a/b@2",
      "",
      "repo:a/b",
      "https://a.example/b",
    ]) {
      assert.throws(
        () => parseRepository(name),
        /^Error: a repository is wanted, OWNER\/NAME/,
        name,
      );
    }
  });

  it("offers the name that an address has", () => {
    const addresses = [
      "https://github.com/a/b",
      "github.com/a/b/",
      "git@github.com:a/b.git",
      "a/b.git",
    ];
    for (const address of [...addresses, "ssh://git@github.com/a/b.git"]) {
      assert.throws(() => parseRepository(address), { message: "did you mean a/b?" }, address);
    }
  });
});

describe("letIn", () => {
  const place = { partition: "aws", account: "123456789012", region: "us-east-1", stack: "dev" };
  const trust = JSON.stringify(ciTrust(place, "a/b", "plan"));

  it("names jobs, subjects of other kinds and principals", () => {
    assert.deepEqual(letIn(trust), ["jobs of a/b in its environment dev-plan"]);
    assert.deepEqual(letIn(trust.replace("environment:dev-plan", "*")), ["repo:a/b:*"]);
    const anybody = { Statement: { Effect: "Allow", Principal: { AWS: ["*", "arn:x"] } } };
    assert.deepEqual(letIn(JSON.stringify(anybody)), ["*", "arn:x"]);
    assert.deepEqual(letIn("no JSON"), []);
  });
});
