import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isLive,
  isOwnedBy,
  LEASE_TAGS,
  leaseOf,
  leasePeriod,
  leasesOf,
  planClose,
  planOpen,
  planPrune,
  type GroupRule,
  type LeaseOwner,
  type LeasePlan,
} from "#lib/lease/lease";

const NOW = new Date("2026-11-24T12:00:00Z");
const hoursLater = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const alice: LeaseOwner = { developer: "alice@example.com", workspace: "laptop", stack: "dev" };
const bob: LeaseOwner = { ...alice, developer: "bob@example.com" };

let count = 0;
const handMade = (cidr: string | undefined, tags: Record<string, string> = {}): GroupRule => ({
  id: `sgr-${(count += 1)}`,
  cidr,
  protocol: "tcp",
  fromPort: 5432,
  toPort: 5432,
  tags,
});
const leased = (owner: LeaseOwner, address: string, expires: Date | string): GroupRule =>
  handMade(`${address}/32`, {
    [LEASE_TAGS.developer]: owner.developer,
    [LEASE_TAGS.workspace]: owner.workspace,
    [LEASE_TAGS.stack]: owner.stack,
    [LEASE_TAGS.expires]: typeof expires === "string" ? expires : expires.toISOString(),
  });
const wish = (owner: LeaseOwner, address: string, now = NOW) => ({
  owner,
  address,
  port: 5432,
  now,
  hours: 12,
});

/** What a security group is after a plan; it refuses what EC2 refuses. */
function apply(rules: readonly GroupRule[], plan: LeasePlan): GroupRule[] {
  let after = [...rules];
  for (const action of plan.actions) {
    if (action.kind === "revoke") {
      assert.ok(after.some(({ id }) => id === action.ruleId));
      after = after.filter(({ id }) => id !== action.ruleId);
    } else if (action.kind === "renew") {
      after = after.map((rule) =>
        rule.id === action.ruleId ? { ...rule, tags: { ...rule.tags, ...action.tags } } : rule,
      );
    } else {
      const { cidr, port, tags } = action.rule;
      const made = { ...handMade(cidr, { ...tags }), fromPort: port, toPort: port };
      const id = action.kind === "modify" ? action.ruleId : made.id;
      after = [...after.filter((rule) => rule.id !== id), { ...made, id }];
    }
    const keys = after
      .filter(({ cidr }) => cidr !== undefined)
      .map((rule) => `${rule.protocol} ${rule.fromPort} ${rule.toPort} ${rule.cidr}`);
    assert.equal(new Set(keys).size, keys.length, "InvalidPermission.Duplicate");
  }
  return after;
}

describe("planOpen", () => {
  it("authorizes one address, with owner and expiry, where there is no lease", () => {
    const plan = planOpen([], wish(alice, "203.0.113.7"));
    assert.equal(plan.outcome, "opened");
    assert.deepEqual(plan.actions, [
      {
        kind: "authorize",
        rule: {
          cidr: "203.0.113.7/32",
          port: 5432,
          description: "cruddur lease of alice@example.com at laptop, stack dev",
          tags: {
            "cruddur:developer": "alice@example.com",
            "cruddur:workspace": "laptop",
            "cruddur:stack": "dev",
            "cruddur:expires": "2026-11-25T00:00:00.000Z",
          },
        },
      },
    ]);
  });

  it("changes the owner's rule in place when the address has changed", () => {
    const rule = leased(alice, "203.0.113.7", hoursLater(2));
    const plan = planOpen([rule], wish(alice, "203.0.113.8"));
    assert.equal(plan.outcome, "moved");
    assert.deepEqual(
      plan.actions.map((action) => [action.kind, "ruleId" in action && action.ruleId]),
      [["modify", rule.id]],
    );
  });

  it("only says a later expiry when the address is the same, also of one that has expired", () => {
    for (const expires of [hoursLater(2), hoursLater(-2)]) {
      const plan = planOpen([leased(alice, "203.0.113.7", expires)], wish(alice, "203.0.113.7"));
      assert.equal(plan.outcome, "renewed");
      assert.deepEqual(
        plan.actions.map(({ kind }) => kind),
        ["renew"],
      );
    }
  });

  it("leaves a colleague's live rule for the same address alone, and says whose it is and until when", () => {
    const held = leased(bob, "203.0.113.7", hoursLater(2));
    const plan = planOpen([held], wish(alice, "203.0.113.7"));
    assert.deepEqual(plan.actions, []);
    assert.equal(plan.outcome, "shared");
    assert.equal(plan.held?.developer, bob.developer);
    assert.deepEqual(plan.expires, hoursLater(2));
  });

  it("gives up the owner's former address when the new one is shared", () => {
    const mine = leased(alice, "203.0.113.9", hoursLater(2));
    const plan = planOpen(
      [leased(bob, "203.0.113.7", hoursLater(2)), mine],
      wish(alice, "203.0.113.7"),
    );
    assert.deepEqual(
      plan.actions.map((action) => action.kind === "revoke" && action.ruleId),
      [mine.id],
    );
  });

  it("takes over an address whose lease has expired", () => {
    const old = leased(bob, "203.0.113.7", hoursLater(-1));
    const plan = planOpen([old], wish(alice, "203.0.113.7"));
    assert.deepEqual(
      plan.actions.map(({ kind }) => kind),
      ["revoke", "authorize"],
    );
    assert.equal(apply([old], plan).length, 1);
  });

  it("counts a rule made by hand for the address as a success, and leaves it alone", () => {
    const plan = planOpen([handMade("203.0.113.7/32")], wish(alice, "203.0.113.7"));
    assert.deepEqual([plan.outcome, plan.held, plan.actions], ["shared", undefined, []]);
  });

  it("keeps one lease when two starts at once have made two", () => {
    const rules = [
      leased(alice, "203.0.113.7", hoursLater(1)),
      leased(alice, "203.0.113.8", hoursLater(1)),
    ];
    const after = apply(rules, planOpen(rules, wish(alice, "203.0.113.8")));
    assert.deepEqual(
      leasesOf(after).map(({ address }) => address),
      ["203.0.113.8"],
    );
  });

  it("writes a description that EC2 takes, whatever the owner is called", () => {
    const owner = { ...alice, developer: `Zoë <zoe> "x" ${"y".repeat(300)}` };
    const [action] = planOpen([], wish(owner, "203.0.113.7")).actions;
    assert.ok(action?.kind === "authorize");
    assert.match(action.rule.description, /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
  });
});

describe("leaseOf", () => {
  it("takes a rule without all four tags, or without an IPv4 source, for somebody else's", () => {
    for (const tag of Object.values(LEASE_TAGS)) {
      const rule = leased(alice, "203.0.113.7", NOW);
      const { [tag]: _, ...tags } = rule.tags;
      assert.equal(leaseOf({ ...rule, tags }), undefined);
    }
    assert.equal(leaseOf({ ...leased(alice, "203.0.113.7", NOW), cidr: undefined }), undefined);
  });

  it("counts a lease whose expiry cannot be read as live", () => {
    const lease = leaseOf(leased(alice, "203.0.113.7", "tomorrow"))!;
    assert.equal(lease.expires, undefined);
    assert.equal(isLive(lease, NOW), true);
    assert.deepEqual(planPrune([leased(bob, "203.0.113.7", "")], NOW).actions, []);
  });
});

describe("planClose", () => {
  it("closes the owner's lease alone, and none when there is none", () => {
    const mine = leased(alice, "203.0.113.7", hoursLater(1));
    const elsewhere = leased({ ...alice, workspace: "codespace" }, "203.0.113.8", hoursLater(1));
    const rules = [mine, elsewhere, leased(bob, "203.0.113.9", hoursLater(-1))];
    assert.deepEqual(
      planClose(rules, alice).actions.map((action) => action.kind === "revoke" && action.ruleId),
      [mine.id],
    );
    assert.equal(planClose([], alice).outcome, "none");
  });
});

describe("leases of several developers", () => {
  const owner = fc.record({
    developer: fc.constantFrom("alice", "bob", "carol"),
    workspace: fc.constantFrom("laptop", "codespace"),
    stack: fc.constant("dev"),
  });
  const address = fc.constantFrom("203.0.113.1", "203.0.113.2", "203.0.113.3");
  const step = fc.oneof(
    fc.record({ do: fc.constant("open" as const), owner, address }),
    fc.record({ do: fc.constant("close" as const), owner }),
    fc.record({ do: fc.constant("prune" as const) }),
    fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 14 }) }),
  );

  it("lose none that is live and another's, and no rule made by hand, whatever is done in whatever order", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.option(address), (steps, byHand) => {
        let now = NOW;
        let rules = byHand === null ? [] : [handMade(`${byHand}/32`)];
        for (const next of steps) {
          if (next.do === "wait") {
            now = new Date(now.getTime() + next.hours * 3_600_000);
            continue;
          }
          const plan =
            next.do === "open"
              ? planOpen(rules, wish(next.owner, next.address, now))
              : next.do === "close"
                ? planClose(rules, next.owner)
                : planPrune(rules, now);
          const after = apply(rules, plan);
          for (const rule of rules) {
            const lease = leaseOf(rule);
            const isOwn = lease && next.do !== "prune" && isOwnedBy(lease, next.owner);
            if (isOwn || (lease && !isLive(lease, now))) continue;
            assert.ok(after.includes(rule), "a live rule of another's is lost or changed");
          }
          if (next.do === "open") {
            assert.ok(
              after.some(({ cidr }) => cidr === `${next.address}/32`),
              "the address is not let in",
            );
            assert.ok(leasesOf(after).filter((lease) => isOwnedBy(lease, next.owner)).length <= 1);
          }
          if (next.do !== "close") assert.ok(leasesOf(after).every((lease) => isLive(lease, now)));
          for (const { cidr } of after) assert.match(cidr!, /\/32$/);
          rules = after;
        }
      }),
      { numRuns: 300 },
    );
  });

  it("plans nothing but a later expiry when it is opened again", () => {
    fc.assert(
      fc.property(owner, address, (whose, where) => {
        const after = apply([], planOpen([], wish(whose, where)));
        const again = planOpen(after, wish(whose, where));
        assert.deepEqual(
          again.actions.map(({ kind }) => kind),
          ["renew"],
        );
      }),
    );
  });
});

describe("leasePeriod", () => {
  it("says which half of a lease's time it is, whatever the zone", () => {
    assert.equal(
      leasePeriod(new Date("2026-01-01T11:59:59.999Z"), 12),
      "6 h from 2026-01-01T06:00:00.000Z",
    );
    assert.equal(
      leasePeriod(new Date("2026-01-01T12:00:00Z"), 12),
      "6 h from 2026-01-01T12:00:00.000Z",
    );
    assert.equal(
      leasePeriod(new Date("2026-01-01T00:29:59Z"), 1),
      "0.5 h from 2026-01-01T00:00:00.000Z",
    );
  });

  it("changes before half of the lease is over", () => {
    const instant = fc.date({
      min: new Date("2000-01-01"),
      max: new Date("2100-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 168 }), (now, hours) => {
        const later = new Date(now.getTime() + hours * 1_800_000);
        assert.notEqual(leasePeriod(later, hours), leasePeriod(now, hours));
      }),
    );
  });
});
