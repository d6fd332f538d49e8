import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { build } from "esbuild";
import { fromRoot, ROOT } from "#lib/root";

/** The files that a bundle for a browser is made of. Rejects when one of them imports what only Node has. */
async function sourcesOf(entryPoints: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...entryPoints],
    outdir: "never-written",
    bundle: true,
    write: false,
    metafile: true,
    platform: "browser",
    logLevel: "silent",
    tsconfigRaw: {},
  });
  return Object.keys(metafile.inputs);
}

describe("lib/domain", () => {
  it("runs in a browser, and needs nothing from elsewhere", async () => {
    const files = (await readdir(fromRoot("lib/domain"))).map((name) => `lib/domain/${name}`);
    assert.deepEqual((await sourcesOf(files)).sort(), files.sort());
  });

  it("is all that the page takes from outside of web/", async () => {
    const sources = await sourcesOf(["web/app.ts", "web/mailbox.ts", "web/theme.ts"]);
    const others = sources.filter((file) => !file.startsWith("web/"));
    assert.ok(others.includes("lib/domain/handle.ts"));
    assert.deepEqual(
      others.filter((file) => !file.startsWith("lib/domain/")),
      [],
    );
  });
});
