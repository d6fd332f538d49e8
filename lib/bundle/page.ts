import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { ROOT } from "../root.ts";
import { buildMessages } from "./messages.ts";

/** One file of the page, ready to be served. */
export interface PageFile {
  contentType: string;
  body: Uint8Array;
  /** A strong validator, quoted, made of the bytes alone. */
  etag: string;
}

/** URL path to source file, for what is served as it is. */
const COPIED: Record<string, string> = {
  "/": "web/index.html",
  "/index.html": "web/index.html",
  "/favicon.svg": "web/favicon.svg",
  "/_local/mail": "web/mailbox.html",
};

/** URL path to entry point, for what esbuild makes. */
const BUNDLED: Record<string, string> = {
  "/app.js": "web/app.ts",
  "/theme.js": "web/theme.ts",
  "/style.css": "web/style.css",
  "/_local/mail.js": "web/mailbox.ts",
};

const CONTENT_TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/**
 * Bundles the page of web/. The same sources always give the same bytes.
 * @param root the folder of web/, lib/domain/ and the package.json that says where `#lib/` leads @default the project's
 * @returns every file by its URL path; "/" and "/index.html" are the same file
 * @throws Error naming file, line and column when a source cannot be bundled
 */
export async function bundlePage(root: string = ROOT): Promise<Map<string, PageFile>> {
  const copied = Object.entries(COPIED).map(async ([path, source]) => {
    return [path, pageFile(source, await readFile(`${root}/${source}`))] as const;
  });
  const bundled = Object.entries(BUNDLED).map(async ([path, source]) => {
    return [path, pageFile(path, await bundle(root, source))] as const;
  });
  return new Map(await Promise.all([...copied, ...bundled]));
}

async function bundle(root: string, entry: string): Promise<Uint8Array> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
    // The page's sources need nothing from a tsconfig, and an absent one must not change the bytes.
    tsconfigRaw: {},
  }).catch((error: unknown) => {
    throw new Error(`${entry} cannot be bundled.\n${buildMessages(error)}`, { cause: error });
  });
  const file = result.outputFiles[0];
  if (!file) throw new Error(`esbuild made nothing of ${entry}`);
  return file.contents;
}

function pageFile(name: string, body: Uint8Array): PageFile {
  const contentType = CONTENT_TYPES[name.slice(name.lastIndexOf(".") + 1)];
  if (!contentType) throw new Error(`No content type is known for ${name}`);
  const hash = createHash("sha256").update(body).digest("base64url");
  return { contentType, body, etag: `"${hash.slice(0, 22)}"` };
}
