import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundleFunction } from "#lib/bundle/function";
import { bundleKeeper } from "#lib/bundle/keeper";

const NAME = "pre-sign-up";

describe("bundleKeeper", () => {
  let folder: string;
  let built: Uint8Array;
  before(async () => void (built = await bundleFunction(NAME)));
  beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), "kept-bundle-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const file = (ending: "cjs" | "json") => path.join(folder, `${NAME}.${ending}`);
  const isBuilt = async () =>
    assert.deepEqual(Buffer.from(await bundleKeeper(folder)(NAME)), Buffer.from(built));

  it("gives what was built, and keeps it", async () => {
    await isBuilt();
    assert.deepEqual((await readdir(folder)).sort(), [`${NAME}.cjs`, `${NAME}.json`]);
    const { mtimeMs } = await stat(file("json"));
    await isBuilt();
    assert.equal((await stat(file("json"))).mtimeMs, mtimeMs);
  });

  it("builds anew when a source has another content than it was made from", async () => {
    await isBuilt();
    const manifest = JSON.parse(await readFile(file("json"), "utf8"));
    manifest.sources["lambda/pre-sign-up/handler.ts"] = "0".repeat(64);
    await writeFile(file("json"), JSON.stringify(manifest));
    await isBuilt();
    const again = JSON.parse(await readFile(file("json"), "utf8"));
    assert.notEqual(again.sources["lambda/pre-sign-up/handler.ts"], "0".repeat(64));
  });

  for (const [what, damage] of Object.entries({
    "a bundle that was cut short": () => writeFile(file("cjs"), built.subarray(0, 1_000)),
    "a manifest that was cut short": () => writeFile(file("json"), "{"),
    "a source that is gone": () =>
      writeFile(file("json"), JSON.stringify({ sources: { "lambda/gone.ts": "" }, bundle: "" })),
  })) {
    it(`builds anew in place of ${what}`, async () => {
      await isBuilt();
      await damage();
      await isBuilt();
      assert.deepEqual(await readFile(file("cjs")), Buffer.from(built));
    });
  }

  it("builds where nothing can be kept", async () => {
    await writeFile(path.join(folder, "file"), "");
    assert.deepEqual(
      Buffer.from(await bundleKeeper(path.join(folder, "file", "below"))(NAME)),
      Buffer.from(built),
    );
  });
});
