import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { codeAsset } from "#infra/functions/code-asset";
import { fromRoot } from "#lib/root";

describe("codeAsset", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), "cruddur-code-"))));
  afterEach(() => rm(folder, { recursive: true }));

  const pathOf = async (content: string | Uint8Array, place?: string): Promise<string> => {
    const asset = codeAsset(content, place);
    assert.ok(asset instanceof pulumi.asset.FileAsset);
    return asset.path;
  };

  it("is a file with the very bytes, named from the program's folder", async () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0]);
    const place = await pathOf(bytes, folder);
    assert.ok(!path.isAbsolute(place));
    assert.deepEqual(Uint8Array.from(await readFile(fromRoot(place))), bytes);
    assert.match(
      await pathOf("text"),
      /^node_modules\/\.cache\/cruddur-stack\/code\/[0-9a-f]{64}$/,
    );
  });

  it("keeps a content once, and what nobody has had for a week no longer", async () => {
    await pathOf("old", folder);
    await pathOf("old but used", folder);
    const longAgo = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000);
    for (const name of await readdir(folder))
      await utimes(path.join(folder, name), longAgo, longAgo);
    const used = await pathOf("old but used", folder);
    const added = await pathOf("new", folder);
    assert.equal(await pathOf("new", folder), added);
    assert.deepEqual(
      (await readdir(folder)).sort(),
      [used, added].map((file) => path.basename(file)).sort(),
    );
  });

  it("is the text itself where nothing can be kept, and refuses bytes that would arrive changed", async () => {
    const place = path.join(folder, "a file, where a folder would have to be");
    await writeFile(place, "");
    const asset = codeAsset(new TextEncoder().encode("é"), place);
    assert.ok(asset instanceof pulumi.asset.StringAsset);
    assert.equal(await asset.text, "é");
    assert.throws(() => codeAsset(new Uint8Array([0xff, 0xfe]), place), TypeError);
  });
});
