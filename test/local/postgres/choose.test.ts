import assert from "node:assert/strict";
import { RefusedError, UserError } from "#lib/errors";
import { checkedLocal, choosePostgres } from "#local/postgres/choose";

const URL = "postgresql://postgres:password@127.0.0.1:5432/cruddur";

describe("choosePostgres", () => {
  it("takes the embedded server when nothing is said", () => {
    assert.deepEqual(choosePostgres({ env: {} }), {
      kind: "embedded",
      reason: "embedded PostgreSQL 18 (no CONNECTION_URL set)",
    });
  });

  it("takes the server of CONNECTION_URL when it is set", () => {
    assert.deepEqual(choosePostgres({ env: { CONNECTION_URL: URL } }), {
      kind: "external",
      reason: "external PostgreSQL (CONNECTION_URL is set)",
      url: URL,
    });
  });

  for (const blank of ["", "   "]) {
    it(`counts CONNECTION_URL as not set when it is ${JSON.stringify(blank)}`, () => {
      assert.equal(choosePostgres({ env: { CONNECTION_URL: blank } }).kind, "embedded");
    });
  }

  for (const flag of ["embedded", "docker"] as const) {
    it(`obeys --postgres ${flag} even when CONNECTION_URL is set`, () => {
      assert.deepEqual(choosePostgres({ flag, env: { CONNECTION_URL: URL } }), {
        kind: flag,
        reason: `${flag} PostgreSQL 18 (--postgres ${flag})`,
      });
    });
  }

  it("obeys --postgres external when CONNECTION_URL is set", () => {
    const choice = choosePostgres({ flag: "external", env: { CONNECTION_URL: URL } });
    assert.equal(choice.reason, "external PostgreSQL (--postgres external)");
  });

  it("says what to set when --postgres external has no CONNECTION_URL", () => {
    assert.throws(
      () => choosePostgres({ flag: "external", env: {} }),
      (error) => error instanceof UserError && /export CONNECTION_URL=/.test(error.hint ?? ""),
    );
  });

  it("never shows the password in the reason", () => {
    const secret = "postgresql://postgres:s3cret@127.0.0.1/cruddur";
    assert.doesNotMatch(choosePostgres({ env: { CONNECTION_URL: secret } }).reason, /s3cret/);
  });
});

describe("checkedLocal", () => {
  const chosen = (host: string) =>
    choosePostgres({ env: { CONNECTION_URL: `postgresql://a:s3cret@${host}/cruddur` } });

  for (const host of ["127.0.0.1", "localhost:5433", "db", "[::1]"]) {
    it(`lets a server at ${host} pass`, () => {
      assert.deepEqual(checkedLocal(chosen(host), "hint"), chosen(host));
    });
  }

  for (const host of ["10.0.0.5", "db.example.com", "cruddur.c9a.us-east-1.rds.amazonaws.com"]) {
    it(`refuses ${host}, and shows no password`, () => {
      assert.throws(
        () => checkedLocal(chosen(host), "Type this."),
        (error) =>
          error instanceof RefusedError &&
          error.hint === "Type this." &&
          error.message.includes(`leads to ${host}, which is not this machine`) &&
          !error.message.includes("s3cret"),
      );
    });
  }

  it("has nothing against the servers of our own", () => {
    const choice = choosePostgres({ env: {} });
    assert.equal(checkedLocal(choice, "hint"), choice);
  });
});
