import assert from "node:assert/strict";
import { node } from "#local/doctor/hops/node";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop node", () => {
  for (const [nodeVersion, verdict] of [
    ["20.19.0", "ok"],
    ["22.21.1", "ok"],
    ["24.0.0", "ok"],
    ["20.18.3", "broken"],
    ["18.20.8", "broken"],
    ["23.1.0", "warning"],
  ] as const) {
    it(`finds Node ${nodeVersion} ${verdict}`, async () => {
      const finding = await findingOf(node, { nodeVersion });
      assert.equal(finding.verdict, verdict);
      assert.match(finding.found, new RegExp(nodeVersion.replaceAll(".", "\\.")));
      assert.equal(finding.fix, verdict === "ok" ? undefined : "nvm install 24");
    });
  }
});
