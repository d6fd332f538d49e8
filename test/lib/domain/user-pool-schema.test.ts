import assert from "node:assert/strict";
import { poolSchema, schemaChange, schemaTagOf } from "#lib/domain/user-pool-schema";

describe("schemaTagOf", () => {
  it("names each attribute, and those that never change", () => {
    assert.equal(schemaTagOf(), "email:fixed name preferred_username");
  });

  it("is another for every change that Cognito would refuse", () => {
    const [email, ...others] = poolSchema;
    const changed = [
      [{ ...email!, mutable: true }, ...others],
      others,
      [...poolSchema, { ...email!, name: "nickname" }],
    ];
    const tags = changed.map((schema) => schemaTagOf(schema));
    assert.equal(new Set([schemaTagOf(), ...tags]).size, 4);
  });

  it("has only what AWS takes in a tag", () => {
    assert.match(schemaTagOf(), /^[\w .:/=+@-]{1,256}$/);
  });
});

describe("schemaChange", () => {
  it("says what was found, what was asked for and what to do instead", () => {
    const { problem, hint } = schemaChange("email:fixed name", "email name");
    assert.match(problem, /"email:fixed name".*"email name"/);
    assert.match(hint, /column of the table users/);
    assert.match(hint, /second pool/);
  });
});
