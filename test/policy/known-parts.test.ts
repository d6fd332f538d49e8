import assert from "node:assert/strict";
import fc from "fast-check";
import { CANNOT_TELL } from "#lib/policies/unknown-value";
import { knownParts } from "../../policy/known-parts.ts";

/** As the engine hands inputs over: reading a key of the value throws when what is there is not known yet. */
function guarded<T extends object>(value: T): T {
  return new Proxy(value, {
    get(target, key) {
      const part = Reflect.get(target, key) as unknown;
      if (part === "later")
        throw new Error(`string value at .${String(key)} can't be known during preview`);
      return part !== null && typeof part === "object" ? guarded(part) : part;
    },
  });
}

describe("knownParts", () => {
  it("puts a sentinel in the place of what is not known yet, and keeps the rest", () => {
    const inputs = { a: "later", b: [1, "later", { c: "later", d: null }], e: false };
    assert.deepEqual(knownParts(guarded(inputs)), {
      a: CANNOT_TELL,
      b: [1, CANNOT_TELL, { c: CANNOT_TELL, d: null }],
      e: false,
    });
  });

  it("copies what is known as it is", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (inputs) => {
        assert.deepEqual({ ...knownParts(inputs) }, { ...inputs });
      }),
    );
  });

  it("lets every other error through", () => {
    const broken = {
      get a(): never {
        throw new TypeError("a bug");
      },
    };
    assert.throws(() => knownParts(broken), TypeError);
  });
});
