import path from "node:path";
import { chromium, type Browser } from "playwright-core";
import type { Env } from "#lib/environment";
import { keepEvidence, keepOnFailure } from "../run/evidence.ts";
import { isExecutable } from "../is-executable.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium to test with: CHROMIUM_PATH, or the first on PATH. */
function findBrowser(env: Env = process.env): string | undefined {
  const given = env["CHROMIUM_PATH"];
  if (given) return given;
  for (const folder of (env["PATH"] ?? "").split(path.delimiter)) {
    for (const name of NAMES) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

const HOW =
  "no Chromium was found. Install one (apt install chromium, or https://www.chromium.org) or set CHROMIUM_PATH";

/**
 * Registers tests that need a browser. Without one it says in one line what is missing; in CI, where nothing may be
 * left out, that is a failure.
 */
export function describeInBrowser(title: string, define: () => void): void {
  if (findBrowser() !== undefined) {
    describe(title, () => {
      // Before the suite's own hooks, which close what is to be seen.
      afterEach(keepEvidence);
      define();
    });
  } else if (process.env["CI"]) {
    describe(title, () => {
      it("has a browser", () => {
        throw new Error(`CI is set and ${HOW}.`);
      });
    });
  } else {
    console.error(`Not tested: ${title}, since ${HOW}.`);
  }
}

/** @param more switches of Chromium */
export async function openBrowser(...more: string[]): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(`There is no browser: ${HOW}.`);
  // As root Chromium has no sandbox; the page under test is our own.
  const args = ["--no-sandbox", "--disable-dev-shm-usage", ...more];
  const browser = await chromium.launch({ executablePath, args });
  const forget = keepOnFailure(async (folder) => {
    const pages = browser.contexts().flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: path.join(folder, `page-${index + 1}.png`) });
    }
  });
  browser.on("disconnected", forget);
  return browser;
}
