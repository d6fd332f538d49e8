import assert from "node:assert/strict";
import { monthlyUsd, snapshotsText } from "#lib/restore/snapshots-text";

describe("snapshotsText", () => {
  const snapshot = {
    ...{ name: "kept", of: "cruddur-dev-database", type: "manual", status: "available" },
    ...{ takenAt: "2026-11-20T10:00:00.123Z", gib: 20, engineVersion: "18.3" },
  };
  const about = { kind: "instance", stack: "dev" } as const;

  it("lists which is which, when, how large and how dear, and from when to when a time may be", () => {
    const automated = { ...snapshot, name: "rds:kept", type: "automated", status: "creating" };
    const window = {
      ...{ of: "cruddur-dev-database", earliest: "2026-11-19T10:00:00.000Z" },
      latest: "2026-11-20T10:05:00.000Z",
    };
    const lines = snapshotsText([snapshot, automated], [window], about);
    assert.match(
      lines[0]!,
      /^kept +manual +2026-11-20T10:00:00Z +PostgreSQL 18\.3 +20 GiB +≤ \$1\.90 a month/,
    );
    assert.match(lines[1]!, /^rds:kept +automated, creating .*≤ \$0\.00/);
    assert.match(lines.join("\n"), /from 2026-11-19T10:00:00Z to 2026-11-20T10:05:00Z/);
    assert.match(lines.at(-1)!, /npm run rds:restore -- --target dev --from SNAPSHOT/);
  });

  it("says how one is made where there is none", () => {
    const text = snapshotsText([], [], about).join("\n");
    assert.match(text, /npm run rds:snapshot -- --target dev/);
    assert.match(text, /No backups/);
  });

  it("takes Aurora's price for a cluster's", () => {
    assert.equal(monthlyUsd(snapshot, "cluster"), 0.42);
  });
});
