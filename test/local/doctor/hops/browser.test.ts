import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { browser } from "#local/doctor/hops/browser";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop browser", () => {
  it("is never a fault, and says how to get one where there is none", async () => {
    const finding = await findingOf(browser);
    assert.equal(finding.verdict, "ok");
    const isThere = existsSync(chromium.executablePath());
    assert.equal(finding.fix, isThere ? undefined : "npx playwright-core install chromium");
  });
});
