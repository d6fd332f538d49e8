import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { ok, type Hop } from "../hop.ts";

/** Under what names Chromium is installed; CHROMIUM_PATH says where another one is. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** For information: tests that click through the page need a Chromium. */
export const browser: Hop = {
  id: "browser",
  title: "Browser for tests",
  async run({ env }) {
    const named = env["CHROMIUM_PATH"];
    const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
    const places = named ? [named] : NAMES.flatMap((name) => folders.map((at) => join(at, name)));
    for (const place of places) {
      const isThere = await access(place, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return ok(place);
    }
    const found = named ? `CHROMIUM_PATH is ${named}, and that is no program` : "none";
    const fix = INSTALL[process.platform] ?? "sudo apt-get install chromium";
    return { ...ok(`${found}; tests that need one cannot run`), fix };
  },
};

const INSTALL: Readonly<Record<string, string>> = {
  darwin: "brew install --cask google-chrome",
  win32: "set CHROMIUM_PATH=C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
};
