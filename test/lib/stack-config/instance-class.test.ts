import assert from "node:assert/strict";
import { PRICES } from "#lib/cost/prices";
import { instanceClassOf } from "#lib/stack-config/instance-class";

describe("instanceClassOf", () => {
  it("tells memory and processors by the name", () => {
    assert.deepEqual(instanceClassOf("db.t4g.micro"), { memoryGib: 1, vcpus: 2 });
    assert.deepEqual(instanceClassOf("db.t3.2xlarge"), { memoryGib: 32, vcpus: 8 });
    assert.deepEqual(instanceClassOf("db.m7g.large"), { memoryGib: 8, vcpus: 2 });
    assert.deepEqual(instanceClassOf("db.r8g.xlarge"), { memoryGib: 32, vcpus: 4 });
  });

  it("knows no class that RDS does not run PostgreSQL 18 on", () => {
    for (const name of [
      "t4g.micro",
      "db.t2.micro",
      "db.m7g.micro",
      "db.t4g.4xlarge",
      "db.serverless",
      "db.t4g.",
      "",
    ]) {
      assert.equal(instanceClassOf(name), undefined, name);
    }
  });

  it("knows every class that has a price", () => {
    for (const name of Object.keys(PRICES.instances)) assert.ok(instanceClassOf(name), name);
  });
});
