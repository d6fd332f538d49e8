import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePage, type PageFile } from "#lib/bundle/page";

const WEB = fileURLToPath(new URL("../../../web", import.meta.url));

const textOf = (file: PageFile | undefined): string => new TextDecoder().decode(file?.body);

describe("bundlePage", () => {
  it("makes every file the page and the mailbox ask for", async () => {
    const files = await bundlePage();
    for (const page of ["/", "/index.html", "/_local/mail"]) {
      const html = textOf(files.get(page));
      const wanted = [...html.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)];
      assert.ok(wanted.length >= 4, `${page} asks for ${wanted.length} files`);
      for (const [, path = ""] of wanted) assert.ok(files.has(path), `${page} asks for ${path}`);
    }
  });

  it("has no inline script or style, which the content security policy forbids", async () => {
    const files = await bundlePage();
    for (const page of ["/", "/_local/mail"]) {
      const html = textOf(files.get(page));
      assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]* src=)/);
    }
  });

  it("asks no other host for anything", async () => {
    for (const [path, file] of await bundlePage()) {
      const urls = textOf(file).match(/(?:https?:)?\/\/[\w-]+\.[\w.-]+/g) ?? [];
      // A namespace is a name, not a request.
      const hosts = urls.filter((url) => url !== "http://www.w3.org");
      assert.deepEqual(hosts, [], path);
    }
  });

  it("gives the same bytes and etags each time", async () => {
    assert.deepEqual(await bundlePage(), await bundlePage());
  });

  it("stays below 40 kB of script", async () => {
    const script = (await bundlePage()).get("/app.js");
    assert.ok(script && script.body.length < 40_000, `${script?.body.length} bytes`);
  });

  it("names file and line when a source cannot be bundled", async () => {
    const root = await mkdtemp(join(tmpdir(), "bundle-page-"));
    try {
      await cp(WEB, join(root, "web"), { recursive: true });
      await writeFile(join(root, "web/plural.ts"), "// first line\nexport const = 1;\n");
      await assert.rejects(bundlePage(root), /web\/plural\.ts:2:14: /);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
