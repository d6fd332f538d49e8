import { build, type BuildFailure, type Plugin } from "esbuild";
import type { FunctionName } from "./functions.ts";
import { fromRoot, ROOT } from "./root.ts";

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

/**
 * One function as one CommonJS file (`index.cjs`), the same bytes for the same sources: what Pulumi zips and
 * what the local host runs. Not minified, so that a stack names our lines.
 *
 * Throws an Error that names file and line when the source does not build.
 */
export async function bundleFunction(name: FunctionName): Promise<Uint8Array> {
  try {
    const result = await build({
      absWorkingDir: ROOT,
      entryPoints: [fromRoot("lambda", name, "handler.ts")],
      bundle: true,
      write: false,
      platform: "node",
      target: "node20",
      format: "cjs",
      banner: { js: BANNER },
      plugins: [WITHOUT_NATIVE],
      logLevel: "silent",
      legalComments: "none",
    });
    return result.outputFiles[0]!.contents;
  } catch (error) {
    throw new Error(`lambda/${name} does not build.\n${buildMessages(error)}`, { cause: error });
  }
}

/** esbuild's messages as `file:line:column: text`, one a line. */
export function buildMessages(error: unknown): string {
  const errors = (error as Partial<BuildFailure>).errors;
  if (!Array.isArray(errors)) return String(error);
  return errors
    .map(({ location, text }) =>
      location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
    )
    .join("\n");
}
