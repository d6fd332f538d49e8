import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { extractFile, extractOf, type ExtractName } from "#lib/aws-data/extract";
import { instanceClassesExtract } from "#lib/aws-data/instance-classes";
import { regionsExtract } from "#lib/aws-data/regions";
import { renewPrices, type Offer } from "#lib/aws-data/renew/prices";
import { renewRdsAuthorities } from "#lib/aws-data/renew/rds-authorities";
import { rdsCertificates } from "#lib/connection/rds-certificates";
import { PRICES } from "#lib/cost/prices";

const NAMES: readonly ExtractName[] = ["instance-classes", "prices", "rds-authorities", "regions"];

describe("the extracts of AWS's data", () => {
  for (const name of NAMES) {
    it(`${name} says what it is, where it is from and of which day`, () => {
      const { about, source, asOf } = extractOf(name);
      assert.match(about, /^[A-Z].*\.$/, extractFile(name));
      assert.notEqual(source, "");
      // Prices are known by the month.
      assert.match(asOf, /^20\d\d-\d\d(-\d\d)?$/);
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
    assert.deepEqual(regions["cn-north-1"]?.without, ["user pools", "SES"]);
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

describe("renewPrices", () => {
  const offer = (classes: readonly string[]): Offer => ({
    publicationDate: "2026-11-20T00:00:00Z",
    products: Object.fromEntries(
      [
        ...classes.map((instanceType) => ({ databaseEngine: "PostgreSQL", instanceType })),
        { databaseEngine: "MySQL", instanceType: "db.m5.large" },
        { databaseEngine: "PostgreSQL", instanceType: "db.m3.medium" },
      ].map((attributes, sku) => [
        `SKU${sku}`,
        { attributes: { ...attributes, deploymentOption: "Single-AZ" } },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        Array.from({ length: classes.length + 2 }, (_, sku) => [
          `SKU${sku}`,
          {
            term: {
              priceDimensions: { rate: { unit: "Hrs", pricePerUnit: { USD: `0.${sku}1` } } },
            },
          },
        ]),
      ),
    },
  });
  const priced = Object.keys(PRICES.instances);

  it("takes instances' prices from AWS's list, and leaves the rest", async () => {
    const renewal = await renewPrices(() => Promise.resolve(offer([...priced, "db.m7g.large"])));
    assert.ok("instances" in renewal && "asOf" in renewal);
    assert.equal(renewal.asOf, "2026-11-20");
    assert.deepEqual(Object.keys(renewal.instances!).sort(), [...priced, "db.m7g.large"].sort());
    assert.equal(renewal.instances!["db.m7g.large"]?.usd, Number(`0.${priced.length}1`));
    assert.deepEqual(renewal.gp3, PRICES.gp3);
  });

  it("keeps all where the list cannot be had, or has not what is here", async () => {
    const refused = await renewPrices(() => Promise.reject(new Error("no network")));
    assert.match("kept" in refused ? refused.kept : "", /no network$/);
    const less = await renewPrices(() => Promise.resolve(offer([])));
    assert.match("kept" in less ? less.kept : "", /has no price of db\./);
  });
});
