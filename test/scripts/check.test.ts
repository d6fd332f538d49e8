import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { CHECKS, failureOf } from "../../scripts/check.ts";

const DECLARATION = "export function save(name: string): string {\n  return name;\n}\n";
const CALLER = 'import { save } from "#lib/save";\n\nsave("Ada");\n';

describe("npm run check", function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-check-"));
    await copyConfiguration(folder);
    await cp(fromRoot("lib", "rooms"), path.join(folder, "lib", "rooms"), { recursive: true });
    await write("lib/save.ts", DECLARATION);
    await write("lib/caller.ts", CALLER);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
  const check = (step: string) =>
    failureOf(
      CHECKS.find((one) => one.step === step)!,
      folder,
    );

  it("finds what a change of one file makes wrong in another that was right before", async () => {
    assert.equal(await check("Types and promises"), "");

    await write("lib/save.ts", DECLARATION.replace("function", "async function"));
    assert.match(await check("Types and promises"), /Promise<string>/);

    await write(
      "lib/save.ts",
      DECLARATION.replace(/^.*{/, "export async function save(_: string) {"),
    );
    assert.match(await check("Types and promises"), /no-floating-promises[^]*caller\.ts/);

    await write("lib/save.ts", DECLARATION.replace("name: string", "name: number"));
    assert.match(await check("Types and promises"), /TS2345[^]*caller\.ts/);
  });

  it("finds what a change of the configuration makes wrong in a file that was right before", async () => {
    assert.equal(await check("Lint and import rules"), "");
    assert.equal(await check("Formatting"), "");

    await rename(path.join(folder, "eslint.config.js"), path.join(folder, "eslint.rules.js"));
    await write(
      "eslint.config.js",
      'import rules from "./eslint.rules.js";\n\nexport default [...rules, { rules: { "id-length": ["error", { min: 5 }] } }];\n',
    );
    assert.match(await check("Lint and import rules"), /save\.ts[^]*id-length/);
    await write(".prettierrc.json", '{ "semi": false }\n');
    assert.match(await check("Formatting"), /lib\/save\.ts/);
  });
});

/** The project without its sources. What is installed is linked one by one: the caches stand beside it. */
async function copyConfiguration(folder: string): Promise<void> {
  for (const entry of await readdir(fromRoot(), { withFileTypes: true })) {
    const isOurs = entry.isFile() && !entry.name.endsWith(".ts");
    if (isOurs) await cp(fromRoot(entry.name), path.join(folder, entry.name));
  }
  await mkdir(path.join(folder, "node_modules"));
  for (const name of await readdir(fromRoot("node_modules"))) {
    if (name === ".cache") continue;
    await symlink(fromRoot("node_modules", name), path.join(folder, "node_modules", name));
  }
}
