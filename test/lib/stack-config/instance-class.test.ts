import assert from "node:assert/strict";
import { PRICES } from "#lib/cost/prices";
import {
  instanceClasses,
  instanceClassOf,
  isKnownClass,
  nearestClass,
} from "#lib/stack-config/instance-class";

describe("instanceClassOf", () => {
  it("tells memory and processors of whatever RDS offers for PostgreSQL 18", () => {
    assert.deepEqual(instanceClassOf("db.t4g.micro"), { memoryGib: 1, vcpus: 2 });
    assert.deepEqual(instanceClassOf("db.t3.2xlarge"), { memoryGib: 32, vcpus: 8 });
    assert.deepEqual(instanceClassOf("db.m7g.large"), { memoryGib: 8, vcpus: 2 });
    assert.deepEqual(instanceClassOf("db.r8g.xlarge"), { memoryGib: 32, vcpus: 4 });
    assert.deepEqual(instanceClassOf("db.m6i.32xlarge"), { memoryGib: 512, vcpus: 128 });
    assert.deepEqual(instanceClassOf("db.x2g.large"), { memoryGib: 32, vcpus: 2 });
    assert.deepEqual(instanceClassOf("db.r6idn.xlarge"), { memoryGib: 32, vcpus: 4 });
    assert.deepEqual(instanceClassOf("db.m8gd.48xlarge"), { memoryGib: 768, vcpus: 192 });
  });

  it("knows no class that RDS does not run PostgreSQL 18 on", () => {
    for (const name of [
      ...["t4g.micro", "db.t2.micro", "db.m7g.micro", "db.t4g.4xlarge", "db.serverless", "db.t4g."],
      // Graviton's largest were taken for as large as Intel's.
      ...["db.m6g.24xlarge", "db.m7g.24xlarge", "db.r6g.24xlarge", "db.r7g.24xlarge"],
      ...["db.c6gd.large", "db.m4.large", "db.m55.large", "db.z1d.large", ""],
    ]) {
      assert.equal(instanceClassOf(name), undefined, name);
    }
  });

  it("takes a generation that is newer than the data for as large as its forerunners", () => {
    for (const [name, memoryGib] of Object.entries({
      "db.m10g.large": 8,
      "db.r9i.2xlarge": 64,
      "db.t5g.micro": 1,
    })) {
      assert.equal(instanceClassOf(name)?.memoryGib, memoryGib, name);
      assert.equal(isKnownClass(name), false, name);
    }
  });

  it("knows every class that has a price", () => {
    for (const name of Object.keys(PRICES.instances)) assert.ok(instanceClassOf(name), name);
  });
});

describe("instanceClasses", () => {
  it("are those of a region, and all of a region that is not in the data", () => {
    assert.ok(!instanceClasses("ca-west-1").some((name) => name.startsWith("db.t4g.")));
    assert.ok(instanceClasses("us-east-1").includes("db.t4g.micro"));
    assert.deepEqual(instanceClasses("eu-central-9"), instanceClasses());
    for (const name of instanceClasses()) assert.ok(isKnownClass(name), name);
  });
});

describe("nearestClass", () => {
  for (const [name, region, nearest] of [
    ["db.t4g.micro", "ca-west-1", "db.t3.micro"],
    ["db.t4g.medium", "ca-west-1", "db.t3.medium"],
    ["db.m6g.24xlarge", "us-east-1", "db.m6g.16xlarge"],
    ["db.t4g.mcro", "us-east-1", "db.t4g.micro"],
  ] as const) {
    it(`to ${name} is ${nearest} in ${region}`, () =>
      assert.equal(nearestClass(name, instanceClasses(region)), nearest));
  }
});
