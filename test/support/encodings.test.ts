import assert from "node:assert/strict";
import fc from "fast-check";
import { encodingsOf } from "./encodings.ts";

describe("encodingsOf", () => {
  it("finds a secret whatever stands around it before it is encoded", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 9 });
    fc.assert(
      fc.property(
        text,
        fc.string({ unit: "grapheme", minLength: 8 }),
        text,
        (before, secret, after) => {
          const whole = before + secret + after;
          for (const shown of [
            whole,
            encodeURIComponent(whole),
            JSON.stringify({ whole }),
            Buffer.from(whole).toString("hex"),
            Buffer.from(whole).toString("base64"),
            Buffer.from(whole).toString("base64url"),
          ]) {
            assert.ok(
              encodingsOf(secret).some((encoding) => shown.includes(encoding)),
              shown,
            );
          }
        },
      ),
    );
  });

  it("does not take another text for it", () => {
    const shown = encodingsOf("another secret altogether").join(" ");
    assert.ok(!encodingsOf("correct horse battery staple").some((one) => shown.includes(one)));
  });
});
