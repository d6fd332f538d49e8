/** The sizes of the bundles and the page, the modules of Node that a bundle loads, and how long it takes to load. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { BANNER, bundleFunction } from "#lib/bundle/function";
import { bundlePage } from "#lib/bundle/page";
import { FUNCTIONS, type FunctionName } from "#lib/domain/functions";
import { exactly, ratioOf, spreadOf, type Benchmark, type Figure } from "./figure.ts";
import { interleave } from "./interleave.ts";

const ROUNDS = 15;

export const size: Benchmark = {
  name: "size",
  async run(checkpoint) {
    const directory = await mkdtemp(path.join(tmpdir(), "cruddur-bench-"));
    try {
      const figures: Figure[] = [];
      for (const { name, trigger } of FUNCTIONS) {
        const bytes = await bundleFunction(name);
        figures.push({
          label: `${name} bundle`,
          unit: "KB",
          spread: exactly(bytes.length / 1_000),
          ...(trigger && { goal: { most: 200 } }),
        });
      }
      return [...figures, ...(await pageFigures()), ...(await loadFigures(directory, checkpoint))];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function pageFigures(): Promise<Figure[]> {
  const files = await bundlePage();
  const first = ["/", "/app.js", "/theme.js", "/style.css", "/favicon.svg"];
  const bodies = first.map((name) => files.get(name)!.body);
  const sum = (sizes: number[]) => exactly(sizes.reduce((all, one) => all + one) / 1_000);
  return [
    { label: "page, first view", unit: "KB", spread: sum(bodies.map((body) => body.length)) },
    {
      label: "page, first view, gzip",
      unit: "KB",
      spread: sum(bodies.map((body) => gzipSync(body).length)),
    },
  ];
}

async function loadFigures(directory: string, checkpoint: () => void): Promise<Figure[]> {
  const trigger = await variantsOf("post-confirmation", directory);
  const api = await variantsOf("api", directory);
  const samples = await interleave(
    {
      with: async () => (await load(trigger.with)).ms,
      without: async () => (await load(trigger.without)).ms,
      api: async () => (await load(api.with)).ms,
    },
    { rounds: ROUNDS, checkpoint },
  );
  const undici = async (file: string) => exactly((await load(file)).undici);
  return [
    {
      label: "undici modules, trigger",
      unit: "",
      spread: await undici(trigger.with),
      goal: { most: 0 },
    },
    { label: "undici modules, no banner", unit: "", spread: await undici(trigger.without) },
    { label: "undici modules, api", unit: "", spread: await undici(api.with) },
    { label: "load trigger", unit: "ms", spread: spreadOf(samples.with) },
    { label: "load trigger, no banner", unit: "ms", spread: spreadOf(samples.without) },
    { label: "load api", unit: "ms", spread: spreadOf(samples.api) },
    {
      label: "load trigger: no banner / banner",
      unit: "x",
      spread: ratioOf(samples.without, samples.with),
    },
  ];
}

async function variantsOf(
  name: FunctionName,
  directory: string,
): Promise<Record<"with" | "without", string>> {
  const text = Buffer.from(await bundleFunction(name)).toString("utf8");
  const files = {
    with: path.join(directory, `${name}.cjs`),
    without: path.join(directory, `${name}-without-banner.cjs`),
  };
  await writeFile(files.with, text);
  await writeFile(files.without, text.replace(BANNER, ""));
  return files;
}

/** process.moduleLoadList names what Node has loaded of itself; an unloaded but known undici does not count. */
const CHILD = `
  const started = performance.now();
  require(process.argv[1]);
  const ms = performance.now() - started;
  const undici = process.moduleLoadList.filter((name) => /undici/.test(name)).length;
  console.log(JSON.stringify({ ms, undici }));
`;

async function load(file: string): Promise<{ ms: number; undici: number }> {
  const env = { PATH: process.env["PATH"], USER_POOL_ID: "us-east-1_bench", CLIENT_ID: "bench" };
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", CHILD, file], { env });
  return JSON.parse(stdout) as { ms: number; undici: number };
}
