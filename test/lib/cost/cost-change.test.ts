import assert from "node:assert/strict";
import { costChange } from "#lib/cost/cost-change";
import { parseStackConfig } from "#lib/stack-config/parse";

const dev = (values: Record<string, unknown> = {}) =>
  parseStackConfig("dev", { environment: "dev", ...values });
const local = parseStackConfig("local", { environment: "local" });

describe("costChange", () => {
  it("tells the cost alone where there is nothing to compare it with", () => {
    const alone = [/^about \$\d+\.\d\d a month \(us-east-1, prices of \d{4}-\d\d\)$/];
    for (const before of [undefined, local]) {
      const lines = costChange(dev(), before);
      assert.equal(lines.length, 1);
      assert.match(lines[0]!, alone[0]!);
    }
  });

  it("says that it is as before, for settings that cost nothing", () => {
    const [line, ...more] = costChange(dev({ backupDays: "2" }), dev());
    assert.match(line!, / a month, as before \(/);
    assert.deepEqual(more, []);
  });

  it("tells both sums, the difference, and each item that differs", () => {
    const [line, ...more] = costChange(dev({ instanceClass: "db.t4g.small" }), dev());
    assert.match(line!, /^about \$8\.66 a month → \$12\.82 a month, \+\$4\.16 \(/);
    assert.deepEqual(more, ["compute: db.t4g.micro, 260 h, $4.16 → db.t4g.small, 260 h, $8.32"]);
    assert.match(costChange(dev(), dev({ instanceClass: "db.t4g.small" }))[0]!, /, -\$4\.16 \(/);
  });

  it("tells of items that come and go, and of a price that is not known", () => {
    const [, ...lines] = costChange(dev({ instanceClass: "db.m7g.large", proxy: "true" }), dev());
    assert.match(lines[0]!, /^compute: .* → db\.m7g\.large, 260 h, unknown$/);
    assert.match(lines[1]!, /^proxy: none → 2 vCPU, 730 h, \$\d/);
  });

  it("counts nothing for a local stack", () => {
    assert.deepEqual(costChange(local, dev()), ["nothing: it runs on this machine"]);
  });
});
