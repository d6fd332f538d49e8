import assert from "node:assert/strict";
import fc from "fast-check";
import type { Activity, Page } from "../../../web/feed/activity.ts";
import * as states from "../../../web/feed/state.ts";

/** An activity made at second `at`, which expires at second `until`. */
function activity(at: number, until: number | null = null): Activity {
  const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();
  return {
    uuid: `uuid-${at}`,
    display_name: "Ada",
    handle: "ada",
    message: `number ${at}`,
    replies_count: 0,
    reposts_count: 0,
    likes_count: 0,
    reply_to_activity_uuid: null,
    expires_at: until === null ? null : iso(until),
    created_at: iso(at),
  };
}

const page = (ats: number[], next: string | null = null): Page => ({
  activities: ats.map((at) => activity(at)),
  next,
});

const shownIn = ({ shown }: states.FeedState): string[] => shown.map(({ message }) => message);

describe("withRefresh", () => {
  it("lets new cruds wait when others are shown", () => {
    const state = states.withRefresh(states.firstPage(page([2, 1])), page([4, 3, 2, 1]));
    assert.deepEqual(shownIn(state), ["number 2", "number 1"]);
    assert.equal(state.waiting.length, 2);
    assert.equal(state.replacement, null);
  });

  it("shows new cruds at once when none is shown", () => {
    const state = states.withRefresh(states.firstPage(page([])), page([1]));
    assert.deepEqual(shownIn(state), ["number 1"]);
    assert.equal(state.waiting.length, 0);
  });

  it("keeps a replacement when the new page does not reach down to what is shown", () => {
    const state = states.withRefresh(states.firstPage(page([2, 1])), page([9, 8], "/older"));
    const after = states.withWaitingShown(state);
    assert.deepEqual(shownIn(after), ["number 9", "number 8"]);
    assert.equal(after.next, "/older");
  });
});

describe("withWaitingShown", () => {
  it("puts the waiting ones in order, also around a crud posted meanwhile", () => {
    const refreshed = states.withRefresh(states.firstPage(page([1])), page([4, 2, 1]));
    const posted = states.withPosted(refreshed, activity(3));
    const expected = ["number 4", "number 3", "number 2", "number 1"];
    assert.deepEqual(shownIn(states.withWaitingShown(posted)), expected);
  });
});

describe("withPosted", () => {
  it("does not count one's own crud as waiting when a refresh was quicker than the answer", () => {
    const refreshed = states.withRefresh(states.firstPage(page([1])), page([2, 1]));
    const posted = states.withPosted(refreshed, activity(2));
    assert.deepEqual(shownIn(posted), ["number 2", "number 1"]);
    assert.equal(posted.waiting.length, 0);
  });
});

describe("withOlder", () => {
  it("never shows a crud twice, and keeps newest first, whatever pages overlap", () => {
    const ats = fc.uniqueArray(fc.nat(50), { maxLength: 20 });
    fc.assert(
      fc.property(ats, ats, (first, older) => {
        const sorted = (list: number[]): number[] => list.toSorted((a, b) => b - a);
        const state = states.withOlder(
          states.firstPage(page(sorted(first), "/older")),
          page(sorted(older)),
        );
        const expected = sorted([...new Set([...first, ...older])]);
        assert.deepEqual(
          shownIn(state),
          expected.map((at) => `number ${at}`),
        );
        assert.equal(state.next, null);
      }),
    );
  });
});

describe("withoutExpired", () => {
  const state = states.firstPage({ activities: [activity(2, 10), activity(1)], next: null });

  it("drops a crud at the very moment it expires, and never one without expiry", () => {
    assert.deepEqual(shownIn(states.withoutExpired(state, 10_000)), ["number 1"]);
  });

  it("returns the same state when nothing has expired", () => {
    assert.equal(states.withoutExpired(state, 9_999), state);
  });
});
