import assert from "node:assert/strict";
import { waitLines } from "#lib/plan/waits";

const linesOf = (...types: string[]) => waitLines(types.map((type) => ({ type })));

describe("waitLines", () => {
  it("says how long and why, once for each kind, the functions' interfaces last", () => {
    const lines = linesOf(
      "aws:lambda/function:Function",
      "aws:lambda/function:Function",
      "aws:rds/instance:Instance",
      "aws:iam/role:Role",
    );
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /^It waits for the database, about 10 minutes: /);
    assert.match(lines[1]!, /network interfaces, 20 to 45 minutes: .*security groups and subnets/);
  });

  it("counts a cluster and a proxy, and not what is only beside them", () => {
    assert.match(linesOf("aws:rds/cluster:Cluster").join(), /the database/);
    assert.match(linesOf("aws:rds/proxy:Proxy").join(), /RDS Proxy/);
    assert.match(linesOf("aws:cloudfront/distribution:Distribution").join(), /CloudFront/);
    assert.deepEqual(
      linesOf("aws:rds/proxyTarget:ProxyTarget", "aws:rds/subnetGroup:SubnetGroup"),
      [],
    );
  });
});
