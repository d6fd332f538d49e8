import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { extractFile, extractOf, type ExtractName } from "#lib/aws-data/extract";
import { instanceClassesExtract } from "#lib/aws-data/instance-classes";
import { regionsExtract } from "#lib/aws-data/regions";
import { renewRdsAuthorities } from "#lib/aws-data/renew/rds-authorities";
import { rdsCertificates } from "#lib/connection/rds-certificates";

const NAMES: readonly ExtractName[] = ["instance-classes", "rds-authorities", "regions"];

describe("the extracts of AWS's data", () => {
  for (const name of NAMES) {
    it(`${name} says what it is, where it is from and of which day`, () => {
      const { about, source, asOf } = extractOf(name);
      assert.match(about, /^[A-Z].*\.$/, extractFile(name));
      assert.notEqual(source, "");
      assert.match(asOf, /^20\d\d-\d\d-\d\d$/);
    });
  }

  it("have every region's partition, domain and what it is without", () => {
    const { regions } = regionsExtract();
    const of = (name: string) => [regions[name]?.partition, regions[name]?.domain];
    assert.deepEqual(of("eu-central-1"), ["aws", "amazonaws.com"]);
    assert.deepEqual(of("us-gov-west-1"), ["aws-us-gov", "amazonaws.com"]);
    assert.deepEqual(of("cn-north-1"), ["aws-cn", "amazonaws.com.cn"]);
    assert.deepEqual(of("eusc-de-east-1"), ["aws-eusc", "amazonaws.eu"]);
    assert.deepEqual(regions["us-east-1"]?.without, []);
    assert.deepEqual(regions["cn-north-1"]?.without, ["user pools"]);
  });

  it("have every class's size in proportion: half of the next size that is twice as large", () => {
    const { sizes } = instanceClassesExtract();
    for (const [family, of] of Object.entries(sizes)) {
      // Bursting ones have two processors whatever their memory.
      if (family.startsWith("t")) continue;
      const perCpu = new Set(Object.values(of).map(([vcpus, memoryGib]) => memoryGib / vcpus));
      assert.equal(perCpu.size, 1, family);
      const letters = { m: 4, r: 8, x: family === "x2g" ? 16 : 32 };
      assert.equal([...perCpu][0], letters[family[0] as "m"], family);
    }
  });

  it("offer in a region nothing that has no size", () => {
    const { offered, sizes } = instanceClassesExtract();
    for (const [region, families] of Object.entries(offered)) {
      assert.ok(region in regionsExtract().regions, region);
      for (const [family, of] of Object.entries(families)) {
        for (const size of of.split(" ")) assert.ok(sizes[family]?.[size], `${family}.${size}`);
      }
    }
  });
});

describe("renewRdsAuthorities", () => {
  it("takes authorities of regions from AWS's bundle, and those of proxies from Node", async () => {
    const now = new Date("2026-06-01T12:00:00Z");
    const regional = rdsCertificates().filter(({ name }) => name.startsWith("Amazon RDS "));
    const bundle = regional.map(({ pem }) => pem).join("\n");
    const renewal = await renewRdsAuthorities(now, () => Promise.resolve(bundle));
    assert.ok("authorities" in renewal && "asOf" in renewal);
    assert.equal(renewal.asOf, "2026-06-01");
    const prints = (pems: readonly string[]) =>
      pems.map((pem) => new X509Certificate(pem).fingerprint256).sort();
    assert.deepEqual(prints(renewal.authorities!), prints(rdsCertificates().map(({ pem }) => pem)));
  });

  it("keeps the authorities where AWS's bundle cannot be had, or is something else", async () => {
    const now = new Date("2026-06-01T12:00:00Z");
    const kept = async (answer: () => Promise<string>) => {
      const renewal = await renewRdsAuthorities(now, answer);
      return "kept" in renewal ? renewal.kept : assert.fail("it was renewed");
    };
    assert.match(await kept(() => Promise.reject(new Error("no network"))), /no network$/);
    assert.match(await kept(() => Promise.resolve("<html>Sign in</html>")), /holds no bundle/);
    const [first] = rdsCertificates();
    assert.match(await kept(() => Promise.resolve(first!.pem)), /lacks \d+ regions/);
  });
});
