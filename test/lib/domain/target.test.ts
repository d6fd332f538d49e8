import assert from "node:assert/strict";
import { bannerFor, isLocalHost, isProductionName } from "#lib/domain/target";
import { someTarget } from "#test/some-target";

describe("isLocalHost", () => {
  for (const host of [
    "127.0.0.1",
    "127.1.2.3",
    "localhost",
    "LOCALHOST",
    "::1",
    "::ffff:127.0.0.1",
    "/var/run/postgresql",
    "db",
  ]) {
    it(`takes ${host} for this machine or the compose service`, () => {
      assert.equal(isLocalHost(host), true);
    });
  }

  for (const host of [
    "127.0.0.1.example.com",
    "localhost.example.com",
    "db.example.com",
    "cruddur.abc123.us-east-1.rds.amazonaws.com",
    "10.0.0.4",
    "0.0.0.0",
    "::ffff:10.0.0.4",
    "host.docker.internal",
    "mydb",
    "",
  ]) {
    it(`takes ${JSON.stringify(host)} for another machine`, () => {
      assert.equal(isLocalHost(host), false);
    });
  }
});

describe("isProductionName", () => {
  it("knows production by its usual names", () => {
    for (const name of ["prod", "production", "PROD", "prod-eu", "prod2", "live"]) {
      assert.equal(isProductionName(name), true, name);
    }
  });

  it("does not take other words for it", () => {
    for (const name of ["local", "dev", "product-demo", "livestream", "staging", "nonprod"]) {
      assert.equal(isProductionName(name), false, name);
    }
  });
});

describe("bannerFor", () => {
  it("names target, host, database and environment, and no password", () => {
    const target = someTarget();
    const { host, port, database } = target.parameters;
    assert.equal(
      bannerFor(target),
      `target local · ${host}:${port} · database ${database} · environment local`,
    );
  });

  it("shouts production", () => {
    const target = someTarget({ name: "prod", isProduction: true, environment: "production" });
    assert.match(bannerFor(target), /^target prod .* PRODUCTION$/);
  });
});
