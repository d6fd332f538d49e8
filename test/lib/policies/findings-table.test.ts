import assert from "node:assert/strict";
import { RESOURCE_RULES, STACK_RULES } from "#lib/policies/all-rules";
import type { Finding } from "#lib/policies/finding";
import { findingsTable } from "#lib/policies/findings-table";
import { BY_CONFIGURATION } from "#lib/policies/remedy";

const finding = (rule: string, resource: string): Finding => ({
  rule,
  controls: ["RDS.20"],
  resource,
  type: "aws:x/y:Z",
  found: `${resource} tells nobody`,
  wanted: "somebody",
  change: "Set what the program has.",
});

describe("findingsTable", () => {
  it("has a row for each remedy, with the key of the configuration that mends it", () => {
    const alarms = Array.from({ length: 19 }, (_, index) =>
      finding("alarm-heard", `alarm-${index}`),
    );
    const table = findingsTable([...alarms, finding("database-encrypted", "db")], 120, "prod");
    assert.equal(table.split("alarmEmail").length - 1, 1, table);
    assert.match(table, /→ pulumi config set alarmEmail you@example\.com --stack prod/);
    assert.match(table, /and 16 more/);
    assert.match(table, /→ Set what the program has\./);
  });
});

describe("BY_CONFIGURATION", () => {
  it("speaks of rules that there are", () => {
    const names = new Set([...RESOURCE_RULES, ...STACK_RULES].map(({ name }) => name));
    assert.deepEqual(
      Object.keys(BY_CONFIGURATION).filter((rule) => !names.has(rule)),
      [],
    );
  });
});
