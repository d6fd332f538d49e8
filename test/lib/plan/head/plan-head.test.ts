import assert from "node:assert/strict";
import { checkoutWarnings, lastUpText, type Checkout } from "#lib/plan/head/checkout-text";
import { nightStopText } from "#lib/plan/head/night-stop-text";
import { headLines, headWords, type PlanHead } from "#lib/plan/head/plan-head";
import { parseHistory, upsIn } from "#lib/plan/stack-update";
import { parseStackConfig } from "#lib/stack-config/parse";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

const history = (more: object = {}, environment: object = {}) =>
  parseHistory(
    JSON.stringify([
      {
        kind: "update",
        startTime: "2026-11-28T14:50:39.000Z",
        endTime: "2026-11-28T14:55:00.000Z",
        result: "succeeded",
        environment: { "git.head": COMMIT, "git.dirty": "false", ...environment },
        config: { "cruddur:environment": { value: "dev" }, "cruddur:stopAt": { value: "20:00" } },
        ...more,
      },
    ]),
  );
const checkout = (counts: Checkout["counts"], ...changed: string[]): Checkout => ({
  head: "f".repeat(40),
  changed,
  counts,
});

describe("headLines", () => {
  const head = (more: Partial<PlanHead> = {}): PlanHead => ({
    stack: "dev",
    config: parseStackConfig("dev", { environment: "dev", stopAt: "20:00", timezone: "UTC" }),
    identity: { account: "123456789012", who: "user/alice" },
    last: history()[0],
    done: history()[0],
    destroyed: undefined,
    checkout: checkout({ missing: 0, more: 2 }),
    migrations: [],
    timezone: "America/New_York",
    now: new Date("2026-11-28T12:00:00Z"),
    ...more,
  });

  it("names stack, account and who, region, night stop, alarms, cost and the last up", () => {
    assert.deepEqual(headLines(head()), [
      "Stack       dev, environment dev",
      "Account     123456789012, as user/alice",
      "Region      us-east-1",
      "Night stop  every day at 20:00 UTC, which is 15:00 in America/New_York",
      "Alarms      nobody gets a mail: alarmEmail is not set",
      headLines(head()).find((line) => line.startsWith("Cost"))!,
      "Last up     2026-11-28 14:55 UTC, commit 01234567, which this checkout holds",
    ]);
    assert.equal(headWords(head()), "dev, account 123456789012 (user/alice), us-east-1");
  });

  it("tells what the cost becomes, by the configuration that was deployed", () => {
    const config = parseStackConfig("dev", { environment: "dev", instanceClass: "db.t4g.small" });
    assert.match(
      headLines(head({ config })).join("\n"),
      /^Cost +about \$[\d.]+ a month → \$[\d.]+ a month, \+\$/m,
    );
  });

  it("goes by what is there: not by an up that failed, nor by one of before a destroy", () => {
    const [failed] = history({ result: "failed" });
    const [destroyed] = history({ kind: "destroy" });
    const fresh = head({ last: undefined, done: undefined });
    const cost = (of: PlanHead) => headLines(of).find((line) => line.startsWith("Cost"));
    assert.equal(cost(head({ last: failed, done: undefined })), cost(fresh));
    assert.notEqual(cost(fresh), cost(head()));
    assert.match(
      headLines({ ...fresh, destroyed }).join("\n"),
      /^Last up +none: destroyed on 2026-11-28 14:55 UTC$/m,
    );
  });

  it("is short for a stack on this machine, and whole for one that was never up", () => {
    const config = parseStackConfig("local", { environment: "local" });
    const lines = headLines(
      head({ config, identity: undefined, last: undefined, done: undefined, checkout: undefined }),
    );
    assert.deepEqual(
      lines.map((line) => line.split(" ")[0]),
      ["Stack", "Cost", "Last"],
    );
    assert.match(lines.at(-1)!, /none yet$/);
  });
});

describe("checkoutWarnings", () => {
  const [last] = history();

  it("warns of an older checkout, of one that has parted, and of a commit that nobody knows here", () => {
    assert.deepEqual(checkoutWarnings(last, checkout({ missing: 0, more: 3 })), []);
    assert.match(
      checkoutWarnings(last, checkout({ missing: 1, more: 0 }))[0]!,
      /older than what is deployed, by 1 commit, which it takes back\. To have them: git pull$/,
    );
    assert.match(
      checkoutWarnings(last, checkout({ missing: 4, more: 2 }))[0]!,
      /lacks 4 commits of what is deployed \(01234567\).*git merge 01234567$/,
    );
    assert.match(
      checkoutWarnings(last, checkout(undefined))[0]!,
      /is not in this clone.*git fetch$/,
    );
  });

  it("names what is not committed, and says nothing without git", () => {
    assert.match(
      checkoutWarnings(undefined, checkout(undefined, "a", "b", "c", "d", "e"))[0]!,
      /^Not committed, and deployed all the same: 5 files, a, b, c, and 2 more$/,
    );
    assert.deepEqual(checkoutWarnings(last, undefined), []);
  });
});

describe("lastUpText", () => {
  it("tells of changes that were not committed, of a failure, and of a checkout without git", () => {
    const here = checkout({ missing: 0, more: 0 });
    const [dirty] = history({}, { "git.dirty": "true" });
    assert.match(
      lastUpText(dirty, here),
      /commit 01234567 with changes that were not committed, which/,
    );
    assert.match(
      lastUpText(history({ result: "failed" })[0], here),
      /UTC, which did not end well, commit/,
    );
    assert.match(
      lastUpText(history({}, { "git.head": "" })[0], here),
      /of a checkout without git$/,
    );
    // It becomes an argument of git's.
    assert.equal(history({}, { "git.head": "--upload-pack=x" })[0]!.commit, undefined);
    assert.deepEqual(parseHistory("no JSON"), []);
  });
});

describe("upsIn", () => {
  it("takes none of before a destroy that ended well", () => {
    const [up] = history();
    const [refresh] = history({ kind: "refresh" });
    const [failed, destroyed] = ["failed", "succeeded"].flatMap((result) =>
      history({ kind: "destroy", result }),
    );
    assert.deepEqual(upsIn([destroyed!, up!]), { ups: [], destroyed });
    assert.deepEqual(upsIn([refresh!, failed!, up!]), { ups: [up], destroyed: undefined });
    assert.deepEqual(upsIn([up!, destroyed!, up!]), { ups: [up], destroyed });
  });
});

describe("nightStopText", () => {
  const text = (at: string, timezone: string, here: string, day = "2026-11-28T12:00:00Z") =>
    nightStopText({ at, timezone }, here, new Date(day));

  it("tells both clocks, and the day where it is another", () => {
    assert.equal(text("20:00", "UTC", "UTC"), "every day at 20:00 UTC");
    assert.match(
      text("20:00", "UTC", "Asia/Kolkata"),
      /which is 01:30 of the next day in Asia\/Kolkata$/,
    );
    assert.match(
      text("02:00", "Europe/Berlin", "America/Los_Angeles"),
      /which is 17:00 of the day before in/,
    );
    assert.equal(nightStopText(undefined, "UTC", new Date(0)), "never");
  });

  it("goes by summer time", () => {
    assert.match(
      text("20:00", "UTC", "America/New_York", "2026-07-01T12:00:00Z"),
      /which is 16:00 in/,
    );
  });
});
