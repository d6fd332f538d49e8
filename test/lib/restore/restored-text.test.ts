import assert from "node:assert/strict";
import { restoredLines } from "#lib/restore/restored-text";
import { devConfig, prodConfig } from "#test/plans/stack-configs";

describe("restoredLines", () => {
  const kept = { identifier: "cruddur-prod-database-before-20261120100000", isProtected: true };

  it("says how to compare, what the kept server costs, how it is deleted and how to go back to it", () => {
    const text = restoredLines(prodConfig(), kept).join("\n");
    assert.match(text, /npm run db:drift -- --target prod/);
    assert.match(text, /about \$\d+\.\d\d a month/);
    assert.match(text, /modify-db-instance .*before-20261120100000 --no-deletion-protection/);
    assert.match(text, /delete-db-instance .*--final-db-snapshot-identifier \S+-final --region/);
    assert.match(text, /rds:restore -- --target prod --from \S+@latest --confirm prod/);
  });

  it("names a cluster's own commands, and no protection where there is none", () => {
    const config = devConfig({ topology: "aurora" });
    const text = restoredLines(config, { ...kept, isProtected: false }).join("\n");
    assert.match(text, /delete-db-cluster --db-cluster-identifier/);
    assert.doesNotMatch(text, /--no-deletion-protection/);
  });

  it("counts what goes with the server, as if it always ran", () => {
    const costs = (config = devConfig()) =>
      /about (\$[\d.]+) a month/.exec(
        restoredLines(config, { identifier: "kept", isProtected: false }).join("\n"),
      )?.[1];
    const { nightStop: _, ...database } = devConfig().database;
    const awake = { ...devConfig(), database: { ...database, nightStop: undefined } };
    assert.match(costs()!, /^\$1\d\.\d\d$/);
    assert.equal(costs(), costs(awake));
  });

  it("says nothing of a kept server where there is none", () => {
    assert.doesNotMatch(restoredLines(devConfig(), undefined).join("\n"), /delete-db|@latest/);
  });
});
