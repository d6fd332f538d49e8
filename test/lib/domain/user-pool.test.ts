import assert from "node:assert/strict";
import {
  attributeFaults,
  awsDomain,
  issuerFor,
  isUserPoolId,
  requiredAttributes,
  writableAttributes,
} from "#lib/domain/user-pool";
import { regionsExtract } from "#lib/aws-data/regions";

describe("attributeFaults", () => {
  const complete = { email: "ada@example.com", name: "Ada", preferred_username: "ada" };

  it("finds none when what is required is there", () => {
    assert.deepEqual(attributeFaults(complete), []);
    assert.deepEqual(attributeFaults({ ...complete, locale: "en", email_verified: "true" }), []);
  });

  it("names each required attribute that is missing or empty", () => {
    assert.deepEqual(attributeFaults({ ...complete, name: "" }), [
      "name: The attribute is required",
    ]);
    assert.equal(attributeFaults({}).length, requiredAttributes.length);
  });

  it("names an attribute that no pool has", () => {
    assert.deepEqual(attributeFaults({ ...complete, handle: "ada" }), [
      "Type for attribute {handle} could not be determined",
    ]);
  });
});

describe("requiredAttributes", () => {
  it("can all be written by the client, or no sign-up would succeed", () => {
    assert.deepEqual(
      requiredAttributes.filter((name) => !writableAttributes.includes(name)),
      [],
    );
  });
});

describe("isUserPoolId", () => {
  it("tells a pool's id from other texts", () => {
    for (const id of ["us-east-1_Ab3dEf9Gh", "ap-southeast-2_x", "us-gov-west-1_Q1"]) {
      assert.ok(isUserPoolId(id), id);
    }
    for (const id of ["", "local_6r3SCCzv", "us-east-1", "us-east-1_", "us-east-1_a b", "1_a"]) {
      assert.ok(!isUserPoolId(id), id);
    }
  });
});

describe("awsDomain", () => {
  it("is that of AWS's own data, for every region of whose partition people speak", () => {
    for (const [name, { domain, partition }] of Object.entries(regionsExtract().regions)) {
      if (!partition.startsWith("aws-iso")) assert.equal(awsDomain(name), domain, name);
    }
  });
});

describe("issuerFor", () => {
  it("names the pool's region and the pool", () => {
    assert.equal(
      issuerFor("eu-west-3_Ab3dEf9Gh"),
      "https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_Ab3dEf9Gh",
    );
  });
});
