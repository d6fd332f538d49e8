import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import {
  caFor,
  expiringCertificates,
  expiryOf,
  rdsCertificates,
  regionalCa,
} from "#lib/connection/rds-certificates";
import { makeCertificate } from "#test/tls/certificates";

describe("caFor", () => {
  for (const host of [
    "cruddur.c9a.us-east-1.rds.amazonaws.com",
    "CRUDDUR.c9a.us-east-1.RDS.amazonaws.com.",
    "cruddur.cluster-ro-c9a.eu-west-1.rds.amazonaws.com",
    "cruddur.proxy-c9a.us-east-1.rds.amazonaws.com",
    "cruddur.c9a.rds.cn-north-1.amazonaws.com.cn",
    "cruddur.c9a.cn-north-1.rds.amazonaws.com.cn",
    "cruddur.c9a.eusc-de-east-1.rds.amazonaws.eu",
  ]) {
    it(`holds ${host} to Amazon's authorities`, () => assert.notEqual(caFor(host), undefined));
  }

  for (const host of [
    "127.0.0.1",
    "db",
    "db.example.com",
    "rds.amazonaws.com.example.com",
    "cruddur.rds.amazonaws.com.cnn",
    "cruddur.rds.amazonaws.eu.com",
    "myrds.amazonaws.com",
  ]) {
    it(`leaves ${host} to Node's`, () => assert.equal(caFor(host), undefined));
  }
});

describe("rdsCertificates", () => {
  const authorities = rdsCertificates().map(({ pem }) => new X509Certificate(pem));

  it("are authorities, signed by themselves", () => {
    for (const certificate of authorities) {
      assert.equal(certificate.ca, true, certificate.subject);
      assert.equal(certificate.verify(certificate.publicKey), true, certificate.subject);
    }
  });

  it("are Amazon RDS's own, three for a region", () => {
    const names = rdsCertificates().map(({ name }) => name);
    for (const region of ["us-east-1", "eu-central-1", "ap-southeast-2", "ca-central-1"]) {
      for (const key of ["RSA2048", "RSA4096", "ECC384"]) {
        assert.ok(names.includes(`Amazon RDS ${region} Root CA ${key} G1`), `${region} ${key}`);
      }
    }
  });

  it("are, for the proxies, those that Node trusts too", () => {
    const known = new Set(rootCertificates.map((pem) => new X509Certificate(pem).fingerprint256));
    const others = authorities.filter(({ subject }) => !subject.includes("OU=Amazon RDS\n"));
    assert.equal(others.length, 5);
    for (const { fingerprint256, subject } of others) assert.ok(known.has(fingerprint256), subject);
  });

  it("hold none of the generation that ended in 2024, of beta or of preview", () => {
    const text = rdsCertificates()
      .map(({ name }) => name)
      .join("\n");
    assert.doesNotMatch(text, /2019|Beta|Preview|-\d (Root )?CA$/m);
  });
});

describe("expiringCertificates", () => {
  const at = (text: string) => {
    const validTo = new Date(text);
    return { name: text, validTo, pem: "" };
  };
  const all = [at("2027-03-01"), at("2026-01-01"), at("2027-06-30"), at("2061-01-01")];
  const namesAt = (now: string) =>
    expiringCertificates(new Date(now), 180, all).map(({ name }) => name);

  it("are those within the days and those past, the first to end first", () => {
    assert.deepEqual(namesAt("2025-01-01"), []);
    assert.deepEqual(namesAt("2026-09-01"), ["2026-01-01"]);
    assert.deepEqual(namesAt("2026-09-02"), ["2026-01-01", "2027-03-01"]);
    assert.deepEqual(namesAt("2099-01-01").length, 4);
  });

  it("are none of RDS's before 2037", () => {
    assert.deepEqual(expiringCertificates(new Date("2037-06-01"), 180), []);
    assert.match(expiringCertificates(new Date("2037-08-01"), 180)[0]!.name, /^Starfield/);
  });
});

describe("expiryOf", () => {
  it("is the end of a certificate's time", () => {
    const validTo = new Date("2031-02-03T04:05:06Z");
    assert.deepEqual(expiryOf(makeCertificate({ name: "x", validTo }).certificate), validTo);
  });
});

describe("regionalCa", () => {
  for (const region of ["us-east-1", "eu-central-1", "ap-southeast-2"]) {
    it(`holds every authority in use of ${region}, and none of another region`, () => {
      const names = (
        regionalCa(region).match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? []
      ).map((pem) => /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1]);
      assert.deepEqual(
        names.toSorted(),
        ["ECC384", "RSA2048", "RSA4096"].map((key) => `Amazon RDS ${region} Root CA ${key} G1`),
      );
    });
  }

  it("holds all of them for a region that is newer than our data", () => {
    const all = rdsCertificates().map(({ pem }) => `${pem}\n`);
    assert.equal(regionalCa("eu-central-9"), all.join(""));
  });
});
