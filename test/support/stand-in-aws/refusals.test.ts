import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Inputs } from "@pulumi/pulumi";
import { ZONES } from "../aws-answers.ts";
import { StandInAccount } from "./account.ts";
import { refusalOf } from "./refusals.ts";

describe("refusalOf", () => {
  let account: StandInAccount;
  before(
    () => void (account = new StandInAccount(mkdtempSync(path.join(tmpdir(), "cruddur-account-")))),
  );
  after(() => rmSync(account.directory, { recursive: true }));

  const refusal = (type: string, inputs: Inputs) =>
    refusalOf(account, "create", { type, id: "one", inputs, outputs: {} }) ?? "none";
  const subnetIn = (zone: string) => ZONES.find(({ id }) => id === zone)!.subnet;

  it("places neither a proxy nor a function where its zone has none", () => {
    const [unfit, first, second] = ["use1-az3", "use1-az1", "use1-az2"].map(subnetIn);
    const proxy = (...vpcSubnetIds: unknown[]) => refusal("aws:rds/proxy:Proxy", { vpcSubnetIds });
    assert.match(proxy(unfit, first), /InvalidSubnet: .* two availability zones/);
    assert.equal(proxy(unfit, first, second), "none");
    assert.match(
      refusal("aws:lambda/function:Function", { vpcConfig: { subnetIds: [unfit, first] } }),
      /availability zone Lambda doesn't support/,
    );
  });

  it("has a backup outside of the maintenance", () => {
    const windows = (backupWindow: string, maintenanceWindow: string) =>
      refusal("aws:rds/instance:Instance", { backupWindow, maintenanceWindow });
    for (const [backup, maintenance] of [
      ["02:00-03:01", "sun:03:00-sun:03:30"],
      ["03:15-03:45", "sun:03:00-sun:03:30"],
      ["23:45-00:15", "sun:00:00-sun:00:30"],
      ["00:00-00:30", "sat:23:45-sun:00:15"],
    ] as const) {
      assert.match(windows(backup, maintenance), /must not overlap/, backup);
    }
    assert.equal(windows("23:15-23:45", "sat:23:45-sun:00:15"), "none");
  });

  it("exports no log that the engine lacks", () => {
    const logs = (engine: string, ...enabledCloudwatchLogsExports: string[]) =>
      refusal("aws:rds/cluster:Cluster", { engine, enabledCloudwatchLogsExports });
    assert.match(logs("aurora-postgresql", "postgresql", "upgrade"), /log types 'upgrade'/);
    assert.equal(logs("aurora-postgresql", "postgresql", "iam-db-auth-error"), "none");
    assert.equal(logs("postgres", "postgresql", "upgrade", "iam-db-auth-error"), "none");
  });
});
