/*
 * Runs our TypeScript without the cost of a loader: esbuild makes one bundle an entry point, with packages left outside,
 * and keeps it in node_modules/.cache until a source of it changes. Looking whether one did takes about 2 ms; reading the
 * sources through a loader at each start takes 200 ms and more.
 */
"use strict";

const { createHash, randomBytes } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const url = require("node:url");

const ROOT = path.resolve(__dirname, "..");
const CACHE = path.join(ROOT, "node_modules", ".cache", "cruddur-stack");

/** A process may load a part of its bundle late; one that nobody made anew for a day has had its time. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Imports a TypeScript file of ours by way of its bundle, and returns what it exports. Where no bundle can be made (a
 * source that does not build, a folder that cannot be written), a loader reads the sources, or says what is wrong.
 */
async function importTypeScript(file) {
  const bundle = await bundleOf(file).catch(() => undefined);
  if (bundle === undefined) {
    const tsx = await import("tsx/esm/api");
    tsx.register();
    return import(url.pathToFileURL(file).href);
  }
  return import(url.pathToFileURL(bundle).href);
}

/**
 * The same for a file whose imports have no top-level await, as one CommonJS module: for what loads large CommonJS
 * packages, whose names Node would otherwise look for in their text (100 ms for Pulumi's).
 */
async function requireTypeScript(file) {
  const bundle = await bundleOf(file, "cjs").catch(() => undefined);
  return bundle === undefined ? importTypeScript(file) : require(bundle);
}

async function bundleOf(file, format = "esm") {
  const name = path.relative(ROOT, file).replaceAll(path.sep, "-").replace(/\.ts$/, `-${format}`);
  const manifest = path.join(CACHE, `${name}.json`);
  return freshBundle(manifest) ?? (await makeBundle({ file, name, manifest, format }));
}

/** The bundle that a manifest speaks of, when every source of it is as it was. */
function freshBundle(manifest) {
  try {
    const { root, entry, inputs } = JSON.parse(fs.readFileSync(manifest, "utf8"));
    // The paths are absolute, and those of a copied checkout lead to the one that it was copied from.
    if (root !== ROOT) return undefined;
    const isFresh = Object.entries(inputs).every(([input, stamp]) => stampOf(input) === stamp);
    return isFresh && fs.existsSync(entry) ? entry : undefined;
  } catch {
    return undefined; // none yet, or one of another version
  }
}

function stampOf(file) {
  const { mtimeMs, size } = fs.statSync(file);
  return `${mtimeMs}/${size}`;
}

async function makeBundle({ file, name, manifest, format }) {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [file],
    outdir: path.join(CACHE, name),
    bundle: true,
    splitting: format === "esm",
    write: false,
    metafile: true,
    packages: "external",
    platform: "node",
    format,
    target: `node${process.versions.node}`,
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "silent",
    // A file beside the sources, or made by them, is found from where the sources are.
    plugins: [whereSourcesAre],
  });
  const inputs = Object.keys(metafile.inputs).map((input) => path.join(ROOT, input));
  const stamps = Object.fromEntries(
    [...inputs, __filename].map((input) => [input, stampOf(input)]),
  );
  const hash = createHash("sha256");
  for (const { path: name, hash: content } of outputFiles) hash.update(name).update(content);
  const folder = path.join(CACHE, `${name}.${hash.digest("hex").slice(0, 16)}`);
  writeWhole(folder, outputFiles, format);
  const entry = path.join(folder, path.basename(file).replace(/\.ts$/, ".js"));
  writeFileWhole(manifest, JSON.stringify({ root: ROOT, entry, inputs: stamps }));
  dropOld(name, folder);
  return entry;
}

const whereSourcesAre = {
  name: "where-sources-are",
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const text = fs.readFileSync(file, "utf8");
      if (!text.includes("import.meta.")) return undefined;
      const known = {
        filename: file,
        dirname: path.dirname(file),
        url: url.pathToFileURL(file).href,
      };
      const contents = text.replace(/\bimport\.meta\.(filename|dirname|url)\b/g, (_, key) =>
        JSON.stringify(known[key]),
      );
      return { contents, loader: "ts" };
    });
  },
};

/** Writes a folder so that others find all of it or none. */
function writeWhole(folder, files, format) {
  if (fs.existsSync(folder)) return;
  const unfinished = `${folder}.${randomBytes(4).toString("hex")}`;
  fs.mkdirSync(unfinished, { recursive: true });
  fs.writeFileSync(
    path.join(unfinished, "package.json"),
    `{ "type": "${format === "esm" ? "module" : "commonjs"}" }\n`,
  );
  for (const file of files) {
    fs.writeFileSync(path.join(unfinished, path.basename(file.path)), file.contents);
  }
  try {
    fs.renameSync(unfinished, folder);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    if (!fs.existsSync(folder)) throw error; // otherwise another process was faster
  }
}

function writeFileWhole(file, text) {
  const unfinished = `${file}.${randomBytes(4).toString("hex")}`;
  fs.writeFileSync(unfinished, text);
  fs.renameSync(unfinished, file);
}

function dropOld(name, kept) {
  for (const entry of fs.readdirSync(CACHE)) {
    const folder = path.join(CACHE, entry);
    if (!entry.startsWith(`${name}.`) || entry.endsWith(".json") || folder === kept) continue;
    const { mtimeMs } = fs.statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > KEPT_MS) fs.rmSync(folder, { recursive: true, force: true });
  }
}

module.exports = { importTypeScript, requireTypeScript };
