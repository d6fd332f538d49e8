import assert from "node:assert/strict";
import { appendFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePage, type PageFile } from "#lib/bundle/page";
import { fromRoot } from "#lib/root";

/** What the page is made of. */
const SOURCES = ["web", "lib/domain", "package.json"];

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

  describe("of another folder", () => {
    let root: string;
    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), "bundle-page-"));
      for (const source of SOURCES) {
        await cp(fromRoot(source), join(root, source), { recursive: true });
      }
    });
    afterEach(() => rm(root, { recursive: true }));

    it("gives the same bytes", async () => {
      assert.deepEqual(await bundlePage(root), await bundlePage());
    });

    it("takes the rules of that folder's lib/domain", async () => {
      await appendFile(join(root, "lib/domain/message.ts"), "console.log('of the copy');\n");
      assert.match(textOf((await bundlePage(root)).get("/app.js")), /of the copy/);
    });

    it("names file and line when a source cannot be bundled", async () => {
      await writeFile(join(root, "web/plural.ts"), "// first line\nexport const = 1;\n");
      await assert.rejects(bundlePage(root), /web\/plural\.ts:2:14: /);
    });
  });
});
