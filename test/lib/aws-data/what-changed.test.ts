import assert from "node:assert/strict";
import type { Service } from "#lib/aws-data/regions";
import { whatChanged } from "#lib/aws-data/renew/what-changed";

const region = (...without: Service[]) => ({
  ...{ name: "Europe (Somewhere)", partition: "aws", domain: "amazonaws.com" },
  without,
});

describe("whatChanged", () => {
  it("tells regions that come and go, and what each is without", () => {
    const earlier = { "eu-x-1": region("HTTP APIs"), "eu-y-1": region(), "eu-z-1": region() };
    const later = { "eu-x-1": region(), "eu-y-1": region("RDS Proxy"), "eu-n-1": region() };
    assert.deepEqual(whatChanged({ regions: earlier }, { regions: later }), {
      lostRegions: ["eu-z-1"],
      lines: ["- eu-x-1: without HTTP APIs", "- eu-z-1", "+ eu-y-1: without RDS Proxy", "+ eu-n-1"],
    });
  });

  it("tells classes by family, with their number", () => {
    const earlier = { "eu-x-1": { t4g: "micro small", m4: "large" } };
    const later = { "eu-x-1": { t4g: "micro", m8a: "large xlarge" } };
    assert.deepEqual(whatChanged({ offered: earlier }, { offered: later }), {
      lostRegions: [],
      lines: ["- eu-x-1: db.t4g (1), db.m4 (1)", "+ eu-x-1: db.m8a (2)"],
    });
  });

  it("tells nothing of what stays", () => {
    const data = { offered: { "eu-x-1": { t4g: "micro small" } } };
    assert.deepEqual(whatChanged(data, structuredClone(data)), { lostRegions: [], lines: [] });
  });
});
