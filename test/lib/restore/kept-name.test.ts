import assert from "node:assert/strict";
import fc from "fast-check";
import { keptClusterOf, keptName, keptPrefix } from "#lib/restore/kept-name";

const NOW = new Date("2026-11-20T10:00:00Z");

describe("keptName", () => {
  it("says whose it was, and until when", () => {
    assert.equal(
      keptName("cruddur-prod-database", NOW),
      "cruddur-prod-database-before-20261120100000",
    );
  });

  it("is a name that RDS takes, with room for a cluster's instances, and is known again", () => {
    const stack = fc.stringMatching(/^[a-z](-?[a-z0-9]){0,15}$/);
    fc.assert(
      fc.property(
        stack,
        fc.date({ min: NOW, noInvalidDate: true, max: new Date("2099-01-01") }),
        (name, now) => {
          const identifier = `cruddur-${name}-database`;
          const kept = keptName(identifier, now);
          assert.match(`${kept}-15`, /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,63}$/);
          assert.ok(kept.length <= 61);
          assert.ok(kept.startsWith(keptPrefix(identifier)));
          assert.equal(keptClusterOf(`${kept}-2`), kept);
        },
      ),
    );
    assert.equal(keptClusterOf("cruddur-prod-database-2"), undefined);
  });
});
