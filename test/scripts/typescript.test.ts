import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fromRoot } from "#lib/root";

/** A checkout of its own, whose command imports one file statically and one late. */
describe("importTypeScript", () => {
  let root: string;
  const cache = () => path.join(root, "node_modules", ".cache", "cruddur-stack");

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "typescript-"));
    await mkdir(path.join(root, "scripts"));
    await mkdir(path.join(root, "node_modules"));
    await cp(fromRoot("scripts", "typescript.cjs"), path.join(root, "scripts", "typescript.cjs"));
    for (const name of ["esbuild", "@esbuild", "tsx", "get-tsconfig", "resolve-pkg-maps"]) {
      await symlink(fromRoot("node_modules", name), path.join(root, "node_modules", name));
    }
    await writeFile(path.join(root, "package.json"), `{ "type": "module" }`);
    await given("word", `export const word: string = "first";`);
    await given("late", `export const late: string = import.meta.filename;`);
    await given(
      "hello",
      `import { word } from "./word.ts";
       console.log(word);
       if (process.env["LATE"]) console.log((await import("./late.ts")).late);
       if (process.env["FAILS"]) throw new Error("a bug");`,
    );
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const given = (name: string, text: string) =>
    writeFile(path.join(root, "scripts", `${name}.ts`), `${text}\n`);

  async function run(env: Record<string, string> = {}): Promise<string> {
    const program = `require(${JSON.stringify(path.join(root, "scripts", "typescript.cjs"))})
      .importTypeScript(${JSON.stringify(path.join(root, "scripts", "hello.ts"))})
      .catch((error) => { console.log(error.stack ?? String(error)); })`;
    const options = { env: { ...process.env, ...env }, cwd: root };
    const words = ["--enable-source-maps", "-e", program];
    const { stdout } = await promisify(execFile)(process.execPath, words, options);
    return stdout.trim();
  }

  it("runs a file, and makes its bundle once", async () => {
    assert.equal(await run(), "first");
    const made = await readdir(cache());
    assert.equal(made.length, 2, made.join(" "));
    assert.equal(await run(), "first");
    assert.deepEqual(await readdir(cache()), made);
  });

  it("makes it anew when an imported file changes", async () => {
    await run();
    await given("word", `export const word: string = "another";`);
    assert.equal(await run(), "another");
  });

  it("gives a file its own name, not the bundle's, also when it is loaded late", async () => {
    const late = path.join(root, "scripts", "late.ts");
    assert.equal(await run({ LATE: "1" }), `first\n${late}`);
  });

  it("names our line in the stack of a bug", async () => {
    assert.match(await run({ FAILS: "1" }), /a bug[^]*scripts\/hello\.ts:4:/);
  });

  it("says file and line when a source does not build", async () => {
    await given("word", `export const word: string = ;`);
    assert.match(await run(), /word\.ts:1:28[^]*Unexpected ";"/);
  });

  it("reads the sources where no bundle can be written", async () => {
    await mkdir(path.dirname(cache()), { recursive: true });
    await writeFile(cache(), "a file where the folder should be");
    assert.equal(await run(), "first");
  });

  it("runs the sources of a copied checkout, not those of the one it was copied from", async () => {
    await run();
    const original = root;
    root = await mkdtemp(path.join(tmpdir(), "typescript-copy-"));
    try {
      await cp(original, root, { recursive: true, verbatimSymlinks: true });
      await given("word", `export const word: string = "the copy";`);
      assert.equal(await run({ LATE: "1" }), `the copy\n${path.join(root, "scripts", "late.ts")}`);
    } finally {
      await rm(original, { recursive: true });
    }
  });

  it("mends a bundle that somebody deleted", async () => {
    await run();
    for (const entry of await readdir(cache())) {
      if (entry.endsWith(".json")) continue;
      await chmod(path.join(cache(), entry), 0o755);
      await rm(path.join(cache(), entry), { recursive: true });
    }
    assert.equal(await run(), "first");
  });
});
