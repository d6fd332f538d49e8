import assert from "node:assert/strict";
import fc from "fast-check";
import { byFitness, proxySubnets, withService } from "../../../infra/network/zones.ts";

const ZONE_IDS = ["use1-az1", "use1-az2", "use1-az3", "use1-az4", "usw1-az2", "euc1-az1"];
const places = fc
  .uniqueArray(fc.constantFrom(...ZONE_IDS), { minLength: 1 })
  .map((ids) => ids.map((zoneId, index) => ({ id: `subnet-${index}`, zoneId })));

describe("byFitness", () => {
  it("takes the same zones in every account, whatever their names and order, and those without a service last", () => {
    fc.assert(
      fc.property(places, (zones) => {
        const sorted = byFitness(zones).map(({ zoneId }) => zoneId);
        assert.deepEqual(
          byFitness([...zones].reverse()).map(({ zoneId }) => zoneId),
          sorted,
        );
        const isFit = sorted.map((zoneId) => !["use1-az3", "usw1-az2"].includes(zoneId));
        assert.deepEqual(isFit, [...isFit].sort().reverse());
      }),
      { numRuns: 100 },
    );
  });
});

describe("proxySubnets", () => {
  it("leaves out what AWS would, or names the zones where fewer than two are left", () => {
    fc.assert(
      fc.property(places, (subnets) => {
        const fit = withService("proxy", subnets);
        if (fit.length >= 2) {
          assert.deepEqual(
            proxySubnets(subnets, "Mend."),
            fit.map(({ id }) => id),
          );
        } else {
          assert.throws(() => proxySubnets(subnets, "Mend."), {
            message: new RegExp(`${subnets.at(-1)!.zoneId}.*Mend\\.`),
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it("does not take two subnets of one zone for two zones", () => {
    const twins = ["subnet-a", "subnet-b"].map((id) => ({ id, zoneId: "use1-az1" }));
    assert.throws(() => proxySubnets(twins, "Mend."), /only use1-az1 has it/);
  });
});
