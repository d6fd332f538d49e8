import { build, type Plugin } from "esbuild";
import { buildMessages } from "./messages.ts";
import type { FunctionName } from "../domain/functions.ts";
import { fromRoot, ROOT } from "../root.ts";

/**
 * `pg` looks for Cloudflare with `new Response()` when there is no `navigator`, which loads undici: about
 * 20 ms of a cold start on Node 20 (node-postgres#3170). Newer Node defines it.
 */
export const BANNER = 'globalThis.navigator ??= { userAgent: "Node.js" };';

/** `pg`'s driver over libpq, which it loads only when asked for it: 16 KB that nobody runs. */
const WITHOUT_NATIVE: Plugin = {
  name: "without-native",
  setup(builder) {
    builder.onResolve({ filter: /^\.\/native$/ }, ({ path, importer }) =>
      /[\\/]node_modules[\\/]pg[\\/]/.test(importer) ? { path, external: true } : undefined,
    );
  },
};

export interface FunctionBundle {
  readonly bytes: Uint8Array;
  /** The files that it was made from, below the checkout's folder. */
  readonly sources: readonly string[];
}

/**
 * One function as one CommonJS file (`index.cjs`), the same bytes for the same sources: what Pulumi zips and
 * what the local host runs. Not minified, so that a stack names our lines.
 *
 * Throws an Error that names file and line when the source does not build.
 */
export async function buildFunction(name: FunctionName): Promise<FunctionBundle> {
  try {
    const { outputFiles, metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: [fromRoot("lambda", name, "handler.ts")],
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      banner: { js: BANNER },
      plugins: [WITHOUT_NATIVE],
      logLevel: "silent",
      legalComments: "none",
    });
    return { bytes: outputFiles[0]!.contents, sources: Object.keys(metafile.inputs) };
  } catch (error) {
    throw new Error(`lambda/${name} does not build.\n${buildMessages(error)}`, { cause: error });
  }
}

export async function bundleFunction(name: FunctionName): Promise<Uint8Array> {
  return (await buildFunction(name)).bytes;
}
