import { createHash } from "node:crypto";
import { bundlePage, type PageFile } from "./page.ts";

/** A file of the page as it is kept for browsers. */
export interface DeployedFile {
  /** Where it is, without a slash before it: `assets/app-0c0ffee123.js`. */
  readonly key: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** The page as a stack has it: what is the local copy's alone is left out. */
export interface DeployedPage {
  readonly index: DeployedFile;
  /** What it asks for. Each is named by its content, so that none ever changes. */
  readonly assets: readonly DeployedFile[];
}

const INDEX = "/index.html";

/**
 * The page's files, the same bytes as the local copy serves, but for the names by which `index.html` asks for them.
 * The same sources give the same names.
 *
 * @param files as `bundlePage` gives them @default the project's own
 */
export async function deployedPage(files?: ReadonlyMap<string, PageFile>): Promise<DeployedPage> {
  const all = files ?? (await bundlePage());
  const { body, contentType } = all.get(INDEX)!;
  const assets: DeployedFile[] = [];
  const html = new TextDecoder().decode(body).replace(ASKED, (asked, path: string) => {
    const file = all.get(path);
    if (!file) return asked;
    const key = keyOf(path, file.body);
    if (!assets.some((it) => it.key === key)) {
      assets.push({ key, contentType: file.contentType, body: file.body });
    }
    return asked.replace(path, `/${key}`);
  });
  return {
    index: { key: INDEX.slice(1), contentType, body: new TextEncoder().encode(html) },
    assets,
  };
}

/** `href="/style.css"`; a link to the page itself names no file. */
const ASKED = /(?<=\s)(?:href|src)="(\/[^"]+\.\w+)"/g;

function keyOf(path: string, body: Uint8Array): string {
  const [, name, extension] = /([^/]+)\.(\w+)$/.exec(path)!;
  const hash = createHash("sha256").update(body).digest("hex");
  return `assets/${name}-${hash.slice(0, 10)}.${extension}`;
}
