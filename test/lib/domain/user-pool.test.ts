import assert from "node:assert/strict";
import fc from "fast-check";
import {
  attributeFaults,
  issuerFor,
  isUserPoolId,
  passwordFaults,
  passwordPolicy,
  requiredAttributes,
  writableAttributes,
} from "#lib/domain/user-pool";

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

describe("passwordFaults", () => {
  it("finds none when the length and the three kinds are there", () => {
    fc.assert(
      fc.property(textOf([lower, upper, digit, other], long), (password) => {
        assert.deepEqual(passwordFaults(password), []);
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
          assert.deepEqual(passwordFaults(password), [fault]);
        }),
      );
    }
  });

  it("finds a short password short, before all else", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: passwordPolicy.minimumLength - 1 }), (characters) => {
        assert.equal(passwordFaults(characters.join(""))[0], "Password not long enough");
      }),
    );
  });

  it("finds no more faults when a password grows", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (password, more) => {
        const before = passwordFaults(password);
        assert.ok(passwordFaults(password + more).every((fault) => before.includes(fault)));
      }),
    );
  });
});

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

describe("issuerFor", () => {
  it("names the pool's region and the pool", () => {
    assert.equal(
      issuerFor("eu-west-3_Ab3dEf9Gh"),
      "https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_Ab3dEf9Gh",
    );
  });
});
