import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { connectionUrl } from "#local/doctor/hops/connection-url";
import { writeHost } from "#local/state";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

const LOCAL = "postgresql://postgres:s%40cret@127.0.0.1:5433/cruddur";

describe("doctor's hop connection-url", () => {
  for (const [what, env, verdict, found] of [
    ["nothing is set", {}, "ok", /not set/],
    ["it is empty", { CONNECTION_URL: " " }, "ok", /not set/],
    ["it leads to this machine", { CONNECTION_URL: LOCAL }, "ok", /127\.0\.0\.1:5433\/cruddur/],
    [
      "it leads to another machine",
      { CONNECTION_URL: "postgresql://u:secret@db.example.com/cruddur" },
      "broken",
      /leads to db\.example\.com, which is not this machine/,
    ],
    [
      "both variables lead to the same database",
      { CONNECTION_URL: LOCAL, PROD_CONNECTION_URL: LOCAL.replace("127.0.0.1", "localhost") },
      "broken",
      /same database, 127\.0\.0\.1:5433\/cruddur/,
    ],
    [
      "production is behind a tunnel",
      { PROD_CONNECTION_URL: LOCAL },
      "warning",
      /PROD_CONNECTION_URL leads to this machine/,
    ],
    [
      "production is on another machine",
      { PROD_CONNECTION_URL: "postgresql://u:secret@db.example.com/cruddur" },
      "ok",
      /not set/,
    ],
  ] as const) {
    it(`finds it ${verdict} when ${what}`, async () => {
      const finding = await findingOf(connectionUrl, { env });
      assert.equal(finding.verdict, verdict);
      assert.match(finding.found, found);
      assert.doesNotMatch(`${finding.found} ${finding.fix}`, /s%40cret|s@cret|secret/);
    });
  }

  it("says how to write one that cannot be read, and shows no part of it", async () => {
    const env = { CONNECTION_URL: "postgresql://u:pa@ss/w0rd@localhost/cruddur" };
    await assert.rejects(findingOf(connectionUrl, { env }), (error: Error & { hint: string }) => {
      assert.match(error.message, /^CONNECTION_URL has/);
      assert.match(error.hint, /write @ as %40/);
      assert.doesNotMatch(error.message + error.hint, /w0rd/);
      return true;
    });
  });

  it("finds that a local copy was started with one that is not set here", async () => {
    const stateDirectory = await makeTemporaryDirectory();
    await writeHost(stateDirectory, {
      url: "http://127.0.0.1:1",
      port: 1,
      address: "127.0.0.1",
      mailboxToken: "",
      startedAt: "",
      postgres: { kind: "external", description: "PG at x:1", host: "x", port: 1, database: "d" },
      demo: { email: "", password: "" },
    });
    const finding = await findingOf(connectionUrl, { stateDirectory });
    await rm(stateDirectory, { recursive: true });
    assert.equal(finding.verdict, "broken");
    assert.equal(finding.fix, "npm stop");
  });
});
