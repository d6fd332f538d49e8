import assert from "node:assert/strict";
import fc from "fast-check";
import { confirmedUserFrom } from "../../../lambda/shared/attributes.ts";

describe("confirmedUserFrom", () => {
  it("gives a valid handle whatever the email", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const user = confirmedUserFrom("n", { sub: "s", email });
        assert.match(user!.handle, /^[a-z0-9_]{3,30}$/);
        assert.ok(user!.displayName.length > 0);
      }),
    );
  });

  it("gives nobody without an id or an email", () => {
    assert.equal(confirmedUserFrom("n", { sub: "s" }), undefined);
    assert.equal(confirmedUserFrom("n", { email: "a@b.c" }), undefined);
  });
});
