import assert from "node:assert/strict";
import fc from "fast-check";
import { passwordPolicy, unmetRules } from "#lib/domain/password";

const lower = fc.constantFrom(..."abcxyz");
const upper = fc.constantFrom(..."ABCXYZ");
const digit = fc.constantFrom(..."0189");
const other = fc.constantFrom(..."-_ !é漢");
const any = fc.oneof(lower, upper, digit, other);

/** Texts of some kinds of character, each kind that is named at least once. */
const textOf = (
  kinds: fc.Arbitrary<string>[],
  size: { minLength: number; maxLength: number },
): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(fc.oneof(...kinds), size), ...kinds)
    .chain(([rest, ...once]) =>
      fc.shuffledSubarray([...rest, ...once], {
        minLength: rest.length + once.length,
        maxLength: rest.length + once.length,
      }),
    )
    .map((characters) => characters.join(""));

const long = { minLength: passwordPolicy.minimumLength, maxLength: 40 };

const faultsOf = (password: string) => unmetRules(password).map(({ fault }) => fault);

describe("unmetRules", () => {
  it("finds none when the length and the three kinds are there", () => {
    fc.assert(
      fc.property(textOf([lower, upper, digit, other], long), (password) => {
        assert.deepEqual(faultsOf(password), []);
      }),
    );
  });

  it("finds just the kind that is missing", () => {
    const kinds: [fc.Arbitrary<string>[], string][] = [
      [[upper, digit, other], "Password must have lowercase characters"],
      [[lower, digit, other], "Password must have uppercase characters"],
      [[lower, upper, other], "Password must have numeric characters"],
    ];
    for (const [present, fault] of kinds) {
      fc.assert(
        fc.property(textOf(present, long), (password) => {
          assert.deepEqual(faultsOf(password), [fault]);
        }),
      );
    }
  });

  it("finds a short password short, before all else", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: passwordPolicy.minimumLength - 1 }), (characters) => {
        assert.equal(faultsOf(characters.join(""))[0], "Password not long enough");
      }),
    );
  });

  it("finds no more faults when a password grows", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (password, more) => {
        const before = faultsOf(password);
        assert.ok(faultsOf(password + more).every((fault) => before.includes(fault)));
      }),
    );
  });
});
