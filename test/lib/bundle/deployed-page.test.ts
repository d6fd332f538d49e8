import assert from "node:assert/strict";
import { deployedPage, type DeployedPage } from "#lib/bundle/deployed-page";
import { bundlePage } from "#lib/bundle/page";

const text = (body: Uint8Array | undefined): string => new TextDecoder().decode(body);

describe("deployedPage", () => {
  let page: DeployedPage;
  before(async () => {
    page = await deployedPage();
  });

  it("asks for nothing but files that it has, each named by its content", async () => {
    const html = text(page.index.body);
    const asked = [...html.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)];
    assert.deepEqual(
      asked.map(([, path]) => path).sort(),
      page.assets.map(({ key }) => `/${key}`).sort(),
    );
    for (const { key } of page.assets)
      assert.match(key, /^assets\/\w+-[0-9a-f]{10}\.(css|js|svg)$/);
    assert.match(html, /<a class="brand" href="\/">/);
  });

  it("has the bytes that the local copy serves, and nothing of the local copy's own", async () => {
    const local = await bundlePage();
    for (const { key, body, contentType } of page.assets) {
      const path = key.replace("assets", "").replace(/-[0-9a-f]{10}\./, ".");
      assert.deepEqual(
        { body, contentType },
        { body: local.get(path)!.body, contentType: local.get(path)!.contentType },
      );
    }
    assert.doesNotMatch(page.assets.map(({ key }) => key).join(), /mail/);
  });

  it("names a file anew when its content is another, and no other file", async () => {
    const files = new Map(await bundlePage());
    const body = new TextEncoder().encode("other");
    files.set("/app.js", { ...files.get("/app.js")!, body });
    const other = await deployedPage(files);
    const keys = ({ assets }: DeployedPage) => new Set(assets.map(({ key }) => key));
    const changed = [...keys(other)].filter((key) => !keys(page).has(key));
    assert.equal(changed.length, 1);
    assert.match(changed[0]!, /^assets\/app-/);
    assert.notDeepEqual(other.index.body, page.index.body);
  });
});
