import { stat } from "node:fs/promises";
import { ok, type Hop } from "../hop.ts";

/** For information: tests that click through the page need a Chromium. */
export const browser: Hop = {
  id: "browser",
  title: "Browser for tests",
  async run() {
    const fix = "npx playwright-core install chromium";
    const path = await chromiumPath();
    const isThere = path !== undefined && (await stat(path).catch(() => undefined))?.isFile();
    if (isThere) return ok(path);
    return { ...ok("none; tests that need one cannot run"), fix };
  },
};

/** Undefined where the development packages are not installed. */
async function chromiumPath(): Promise<string | undefined> {
  try {
    const { chromium } = await import("playwright-core");
    return chromium.executablePath();
  } catch {
    return undefined;
  }
}
