import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { broken, ok, warning, type Hop } from "../hop.ts";

/** Node is new enough for package.json's `engines`, and of a line that is maintained for years. */
export const node: Hop = {
  id: "node",
  title: "Node",
  async run({ root, nodeVersion }) {
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      readonly engines: { readonly node: string };
    };
    const wanted = manifest.engines.node.replace(/^>=/, "");
    const found = `Node ${nodeVersion}`;
    if (isOlder(nodeVersion, wanted)) {
      return broken(`${found}, and ${wanted} or newer is needed`, "nvm install 24");
    }
    // Odd majors live for half a year: https://nodejs.org/en/about/previous-releases
    const major = Number.parseInt(nodeVersion, 10);
    if (major % 2 === 1) return warning(`${found} is no long-term release`, "nvm install 24");
    return ok(found);
  },
};

function isOlder(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
