import assert from "node:assert/strict";
import fc from "fast-check";
import {
  budgetFaults,
  connectionBudgetOf,
  maxConnectionsOf,
} from "#lib/stack-config/connection-budget";
import { parseStackConfig } from "#lib/stack-config/parse";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { legalValues } from "#test/plans/stack-values";

const dev = (values: Record<string, unknown> = {}) =>
  parseStackConfig("dev", { environment: "dev", ...values }) as AwsConfig;
const prod = (values: Record<string, unknown> = {}) =>
  parseStackConfig("prod", {
    environment: "prod",
    accountId: "123456789012",
    alarmEmail: "ops@cruddur.example",
    ...values,
  }) as AwsConfig;

describe("maxConnectionsOf", () => {
  it("is just below what instances of a class were seen with", () => {
    const seen = {
      "db.t4g.micro": 79,
      "db.t4g.small": 198,
      "db.t4g.medium": 413,
      "db.t4g.large": 856,
    };
    for (const [instanceClass, connections] of Object.entries(seen)) {
      const found = maxConnectionsOf({ ...dev().database, instanceClass });
      assert.ok(found < connections && found > connections * 0.9, `${instanceClass}: ${found}`);
    }
  });

  it("goes by the most capacity of Aurora, as AWS's table has it", () => {
    const table = { 1: 189, 4: 823, 8: 1669, 16: 3360, 32: 5000 };
    for (const [acu, connections] of Object.entries(table)) {
      const database = { ...dev({ topology: "aurora" }).database, minAcu: 1, maxAcu: Number(acu) };
      const found = maxConnectionsOf(database);
      assert.ok(found <= connections && found >= connections * 0.97, `${acu}: ${found}`);
    }
  });

  it("is at most 2000 for Aurora that may shrink below one unit, whatever it may grow to", () => {
    const { database } = dev({ topology: "aurora" });
    for (const minAcu of [0, 0.5]) {
      assert.equal(maxConnectionsOf({ ...database, minAcu, maxAcu: 64 }), 2000);
    }
    assert.equal(maxConnectionsOf({ ...database, minAcu: 1, maxAcu: 64 }), 5000);
  });
});

describe("connectionBudgetOf", () => {
  it("counts as many as roles may open where nothing is reserved, and pulumi up where it reaches the server", () => {
    const { lines, wanted, available, reserved } = connectionBudgetOf(dev());
    assert.deepEqual(lines, [
      { who: "3 Cognito triggers, as many as cruddur_sign_up may open", connections: 30 },
      { who: "the API, as many as cruddur_api may open", connections: 30 },
      { who: "the migrator", connections: 2 },
      { who: "pulumi up", connections: 4 },
      { who: "people", connections: 5 },
    ]);
    assert.deepEqual([wanted, available, reserved], [71, 73, 5]);
  });

  it("counts reserved functions twice for the time of a new version", () => {
    const sessions = (values: Record<string, unknown>) =>
      connectionBudgetOf(dev(values)).lines.map(({ connections }) => connections);
    assert.deepEqual(
      sessions({ triggerConcurrency: 5, apiConcurrency: 10 }),
      [15, 10, 25, 2, 4, 5],
    );
    assert.deepEqual(sessions({ apiConcurrency: 10 }), [10, 10, 30, 2, 4, 5]);
    assert.deepEqual(sessions({ triggerConcurrency: 2 }), [6, 6, 30, 2, 4, 5]);
  });

  it("counts the proxy's pool in place of the functions", () => {
    const { lines, maxConnections } = connectionBudgetOf(prod());
    assert.deepEqual(lines, [
      { who: "RDS Proxy, 70 % of 395", connections: 276 },
      { who: "the migrator", connections: 2 },
      { who: "people", connections: 5 },
    ]);
    assert.equal(maxConnections, 395);
  });
});

describe("budgetFaults", () => {
  it("finds nothing in a stack that the parser took, and something in it with more of everybody", () => {
    fc.assert(
      fc.property(legalValues, (values) => {
        const config = parseStackConfig(values["environment"] as string, values) as AwsConfig;
        assert.deepEqual(budgetFaults(config), []);
        const functions = { triggerConcurrency: 1000, apiConcurrency: 1000 };
        assert.notDeepEqual(budgetFaults({ ...config, functions }), []);
      }),
    );
  });

  it("leaves what is not reserved to the proxy, where it waits for a session", () => {
    const proxied = dev({ proxy: "true" });
    assert.deepEqual(budgetFaults(proxied), []);
    const functions = { triggerConcurrency: undefined, apiConcurrency: 30 };
    assert.deepEqual(budgetFaults({ ...proxied, functions }), []);
  });

  it("shows the sum by line", () => {
    const users = { ...dev(), functions: { triggerConcurrency: 5, apiConcurrency: 20 } };
    assert.equal(
      budgetFaults(users)[0],
      [
        "81 sessions may be opened, and the server takes 73 (78 less 5 that it keeps):",
        "    15  3 Cognito triggers, each 5 at once",
        "    20  the API, 20 at once",
        "    35  the same again while a new version starts and the old one's sessions are still open",
        "     2  the migrator",
        "     4  pulumi up",
        "     5  people",
      ].join("\n"),
    );
  });
});
