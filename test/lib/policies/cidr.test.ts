import assert from "node:assert/strict";
import fc from "fast-check";
import { isOneAddress, isWorld, parseCidr, rangesIn } from "#lib/policies/cidr";
import { judge } from "#lib/policies/judge";
import { TYPES } from "#lib/policies/resource-types";
import { CANNOT_TELL } from "#lib/policies/unknown-value";

const bits = (max: number) => fc.integer({ min: 0, max });
const octets = fc.tuple(bits(255), bits(255), bits(255), bits(255)).map((it) => it.join("."));
const hextets = fc.array(bits(0xffff), { minLength: 8, maxLength: 8 });
const ipv6 = fc.oneof(
  hextets.map((it) => it.map((one) => one.toString(16)).join(":")),
  fc.constant("::"),
);
/** Every way to write the whole internet: AWS takes any address before /0. */
const everything = fc.oneof(octets, ipv6).map((address) => `${address}/0`);

/** A value with another one somewhere in it. */
const around = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      inner,
      fc.tuple(fc.anything(), tie("tree")).map(([other, it]) => [other, it]),
      fc
        .tuple(fc.constantFrom("cidrBlocks", "ingress", "a"), tie("tree"))
        .map(([key, it]) => ({ [key]: it })),
    ),
  })).tree;

describe("cidr", () => {
  it("takes nothing for a range that is none", () => {
    for (const text of [
      "",
      "x",
      "1.2.3.4/33",
      "1.2.3/8",
      "::/129",
      "1.2.3.4/0/0",
      "1.2.3.4/",
      "1.2.3.4/-1",
    ])
      assert.equal(parseCidr(text), undefined, text);
  });

  it("tells one address from a range, and a range from the world", () => {
    assert.ok(isOneAddress("203.0.113.7/32") && isOneAddress("2001:db8::1/128"));
    assert.ok(!isOneAddress("203.0.113.0/31") && !isOneAddress("0.0.0.0/0"));
    for (const text of [
      "0.0.0.0/0",
      "::/0",
      "0.0.0.0/1",
      "128.0.0.0/1",
      "1.2.3.4/0",
      "::ffff:0:0/0",
    ])
      assert.ok(isWorld(text), text);
    assert.ok(!isWorld("10.0.0.0/16") && !isWorld("2001:db8::/32"));
  });

  it("finds every spelling of the whole internet, however deep it lies", () => {
    fc.assert(
      fc.property(
        everything.chain((range) => fc.tuple(fc.constant(range), around(fc.constant(range)))),
        ([range, value]) => {
          assert.ok(rangesIn(value).ranges.includes(range));
        },
      ),
    );
  });

  it("tells of an unknown part", () => {
    assert.deepEqual(rangesIn([CANNOT_TELL, { a: "::/0" }]), {
      ranges: ["::/0"],
      hasUnknown: true,
    });
    assert.deepEqual(rangesIn(null), { ranges: [], hasUnknown: false });
  });
});

describe("the whole internet", () => {
  const inward = [TYPES.ingressRule, TYPES.securityGroupRule, TYPES.securityGroup];
  const outward = [TYPES.egressRule, TYPES.securityGroupRule, TYPES.securityGroup];

  /** Any rule with a range in any place where one can stand, at any port, beside what may be unknown. */
  const ruleWith = (type: string, way: "ingress" | "egress", range: string) =>
    fc
      .record({
        port: fc.integer({ min: 0, max: 65_535 }),
        protocol: fc.constantFrom("tcp", "udp", "-1", CANNOT_TELL),
        unknown: fc.boolean(),
      })
      .map(({ port, protocol, unknown }) => {
        const key = range.includes(":") ? "ipv6CidrBlocks" : "cidrBlocks";
        const ranges = unknown ? [CANNOT_TELL, range] : [range];
        const rule = { fromPort: port, toPort: port, protocol, ipProtocol: protocol };
        const props =
          type === TYPES.securityGroup
            ? { [way]: [{ ...rule, [key]: ranges }] }
            : type === TYPES.securityGroupRule
              ? { ...rule, type: way, [key]: ranges }
              : { ...rule, [range.includes(":") ? "cidrIpv6" : "cidrIpv4"]: range };
        return { type, name: "rule", props };
      });

  const cases = { ingress: inward, egress: outward };
  for (const [way, types] of Object.entries(cases) as ["ingress" | "egress", string[]][]) {
    const control = way === "ingress" ? "EC2.18" : "CKV_AWS_382";
    it(`is found in any ${way} to anything, in both environments, as ${control}`, () => {
      const rules = fc
        .tuple(fc.constantFrom(...types), everything)
        .chain(([type, range]) => ruleWith(type, way, range));
      fc.assert(
        fc.property(
          rules,
          fc.constantFrom("dev" as const, "prod" as const),
          (rule, environment) => {
            const { findings } = judge([rule], environment);
            assert.ok(findings.some(({ controls }) => controls.includes(control)));
          },
        ),
      );
    });
  }

  it("makes no rule fail, whatever the inputs are", () => {
    const types = fc.constantFrom(...Object.values(TYPES));
    const keys = fc.constantFrom(
      ...[
        "ingress",
        "cidrIpv4",
        "policy",
        "parameters",
        "environment",
        "vpcConfig",
        "lambdaConfig",
      ],
      ...[
        "auths",
        "tags",
        "defaultTags",
        "assumeRolePolicy",
        "managedPolicyArns",
        "inlinePolicies",
      ],
      ...["name", "enabled", "function", "principal", "corsConfiguration", "passwordPolicy"],
    );
    const props = fc.dictionary(keys, fc.oneof(fc.anything(), fc.constant(CANNOT_TELL), fc.json()));
    const resources = fc.array(fc.record({ type: types, name: fc.constant("it"), props }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(resources, (all) => {
        assert.ok(Array.isArray(judge(all, "prod").findings));
      }),
    );
  });
});
