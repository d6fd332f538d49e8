import assert from "node:assert/strict";
import fc from "fast-check";
import { blockingTree } from "#database/sessions/tree";
import type { Session } from "#database/sessions/sessions";

const session = (pid: number, blockedBy: readonly number[] = []): Session => ({
  pid,
  blockedBy,
  kind: "client",
  user: "postgres",
  database: "cruddur",
  application: "psql",
  isOurs: false,
  from: "local",
  state: "active",
  connectedFor: 1,
  transactionFor: 1,
  queryFor: 1,
  stateFor: 1,
  waitingOn: undefined,
  query: "select 1",
  isMasked: false,
  blocksDrop: true,
  startedAt: "2026-01-01 00:00:00+00",
});

const drawn = (sessions: readonly Session[]) =>
  blockingTree(sessions).map(({ prefix, pid }) => `${prefix}${pid}`);

describe("blockingTree", () => {
  it("is empty when nobody waits", () => {
    assert.deepEqual(blockingTree([session(1), session(2)]), []);
  });

  it("draws branches below branches", () => {
    const sessions = [
      session(1),
      session(2, [1]),
      session(3, [2]),
      session(4, [1]),
      session(5, [4]),
    ];
    assert.deepEqual(drawn(sessions), ["1", "├─ 2", "│  └─ 3", "└─ 4", "   └─ 5"]);
  });

  it("puts a session below its first blocker only, and names the other", () => {
    const nodes = blockingTree([session(1), session(2), session(3, [1, 2])]);
    assert.deepEqual(
      nodes.map(({ pid, alsoBlockedBy }) => [pid, alsoBlockedBy]),
      [
        [1, []],
        [3, [2]],
        [2, []],
      ],
    );
  });

  it("begins with a blocker that is not in the list: a prepared transaction has process 0", () => {
    const [root, child] = blockingTree([session(7, [0])]);
    assert.equal(root!.pid, 0);
    assert.equal(root!.session, undefined);
    assert.equal(child!.pid, 7);
  });

  it("ends in a circle", () => {
    assert.deepEqual(drawn([session(1, [2]), session(2, [1])]), ["1", "└─ 2"]);
  });

  it("shows each blocked and each blocking session once, whatever blocks whom", () => {
    const anySessions = fc
      .array(fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }), { maxLength: 12 })
      .map((lists) => lists.map((blockers, index) => session(index + 1, blockers)));
    fc.assert(
      fc.property(anySessions, (sessions) => {
        const nodes = blockingTree(sessions);
        const involved = new Set(
          sessions.flatMap(({ pid, blockedBy }) =>
            blockedBy.length > 0 ? [pid, ...blockedBy] : [],
          ),
        );
        assert.deepEqual(
          nodes.map(({ pid }) => pid).sort((a, b) => a - b),
          [...involved].sort((a, b) => a - b),
        );
        // Each line but a root's has a parent one step less deep above it.
        nodes.forEach(({ depth }, index) => {
          assert.ok(
            depth === 0 || nodes.slice(0, index).some((above) => above.depth === depth - 1),
          );
        });
      }),
    );
  });
});
