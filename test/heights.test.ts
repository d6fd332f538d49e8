import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { HEIGHTS } from "../scripts/test.ts";

/** What a test that imports this, or from this folder, needs. */
const NEEDS: Readonly<Record<string, string>> = {
  "test/support/browser/open-browser.ts": "browser",
  "test/support/docker/real-docker.ts": "docker",
  "test/support/engine/": "engine",
  "test/support/moto.ts": "moto",
  "test/support/models/describe-with-models.ts": "models",
  "test/support/host.ts": "host",
  "test/support/cli.ts": "command",
  "test/support/databases.ts": "pg",
  "local/postgres/throw-away.ts": "pg",
  "local/postgres/embedded.ts": "pg",
  "test/support/plans/pulumi-mocks.ts": "plan",
};

const IMPORT = /^(?:import|export|\}).* from "([#.][^"]+)"/gm;

/** What a file imports, as paths from the root. */
async function importsOf(file: string): Promise<string[]> {
  const text = await readFile(fromRoot(file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, specifier]) => {
    if (specifier!.startsWith(".")) return path.posix.join(path.posix.dirname(file), specifier!);
    return `${specifier!.replace(/^#test\//, "test/support/").replace("#", "")}.ts`;
  });
}

/** The highest of what a test imports, by itself or by what tests share. */
async function heightOf(file: string, seen = new Set<string>()): Promise<string> {
  let highest = HEIGHTS.indexOf("pure");
  for (const imported of await importsOf(file)) {
    const need = Object.keys(NEEDS).find((place) => imported.startsWith(place));
    if (need) highest = Math.min(highest, HEIGHTS.indexOf(NEEDS[need]!));
    else if (imported.startsWith("test/") && !seen.has(imported)) {
      const height = await heightOf(imported, seen.add(imported));
      highest = Math.min(highest, HEIGHTS.indexOf(height));
    }
  }
  return HEIGHTS[highest]!;
}

/** `test/a.pg.test.ts` is named pg, `test/a.test.ts` pure. */
const nameAt = (file: string, height: string) =>
  file.replace(/(\.[^./]+)?\.test\.ts$/, `${height === "pure" ? "" : `.${height}`}.test.ts`);

async function testFiles(): Promise<string[]> {
  const names = await readdir(fromRoot("test"), { recursive: true });
  return names
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `test/${name.replaceAll(path.sep, "/")}`);
}

describe("heights", () => {
  it("stand in the names of the tests: the highest that a test needs", async () => {
    const wrong: string[] = [];
    for (const file of await testFiles()) {
      const right = nameAt(file, await heightOf(file));
      if (right !== file) wrong.push(`git mv ${file} ${right}`);
    }
    assert.ok(wrong.length === 0, `Misnamed:\n${wrong.join("\n")}`);
  });

  it("need nothing below test/lib and test/web", async () => {
    const quick = (await testFiles()).filter((file) => /^test\/(lib|web)\//.test(file));
    assert.ok(quick.length > 50);
    assert.deepEqual(
      quick.filter((file) => nameAt(file, "pure") !== file),
      [],
    );
  });
});
