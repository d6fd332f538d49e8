import assert from "node:assert/strict";
import fc from "fast-check";
import { regionsExtract } from "#lib/aws-data/regions";
import { stackNameFaults } from "#lib/stack-config/rules/rules";
import { bucketName } from "#lib/bucket-name";

const ACCOUNT = "123456789012";
const region = fc.constantFrom(...Object.keys(regionsExtract().regions));

describe("bucketName", () => {
  it("is of the account's own namespace, whose names nobody else can have", () => {
    assert.deepEqual(bucketName("cruddur-dev-page", ACCOUNT, "eu-central-1"), {
      bucket: "cruddur-dev-page-123456789012-eu-central-1-an",
      bucketNamespace: "account-regional",
    });
  });

  it("is of everybody's where S3 has no such namespaces", () => {
    assert.deepEqual(bucketName("cruddur-dev-page", ACCOUNT, "me-south-1"), {
      bucket: "cruddur-dev-page-123456789012-me-south-1",
      bucketNamespace: "global",
    });
  });

  it("is one that S3 takes for every stack's name, and another for each stack", () => {
    const stack = fc
      .stringMatching(/^[a-z][a-z0-9-]{0,31}$/)
      .filter((name) => stackNameFaults(name, "dev").length === 0);
    fc.assert(
      fc.property(stack, stack, region, (one, other, where) => {
        const [name, second] = [one, other].map(
          (it) => bucketName(`cruddur-${it}-page`, ACCOUNT, where).bucket,
        );
        assert.match(name!, /^(?!xn--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
        assert.equal(name === second, one === other);
      }),
      { numRuns: 300 },
    );
  });
});
