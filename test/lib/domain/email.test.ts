import assert from "node:assert/strict";
import fc from "fast-check";
import { isEmail } from "#lib/domain/email";

describe("isEmail", () => {
  it("takes every address that people have, up to Cognito's 128 characters", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        assert.equal(isEmail(email), email.length <= 128);
      }),
    );
    assert.equal(isEmail("@example.com".padStart(128, "x")), true);
    assert.equal(isEmail("@example.com".padStart(129, "x")), false);
    assert.equal(isEmail("ünal@bücher.example"), true);
  });

  for (const text of ["", "ada", "ada@", "@b.c", "a@b", "a@b.", "a@@b.c", "a b@c.d", "<a@b.c>"]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(isEmail(text), false));
  }
});
