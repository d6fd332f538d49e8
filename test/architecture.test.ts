import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fromRoot } from "#lib/root";

/** The rooms, and from which others each may import. Imports flow one way: from the bottom of this list to its top. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  cli: ["lib"],
  web: [],
  sql: ["lib"],
  database: ["lib", "cli"],
  shell: ["lib", "cli", "database"],
  lambda: ["lib", "sql"],
  local: ["lib", "cli", "database"],
  cloud: ["lib", "cli"],
  targets: ["lib", "cli", "database", "cloud", "local"],
  infra: ["lib"],
  policy: ["lib"],
  bench: ["lib", "cli", "database", "local", "sql"],
  scripts: [
    ...["lib", "cli", "sql", "database", "lambda", "local", "cloud", "targets", "shell", "bench"],
  ],
};

/** Parts of a room that may do more, and why. */
const MAY_ALSO_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // It does on AWS what the chores do here, by the same code.
  "lambda/migrator": ["database"],
};

/** The rooms that a file may import from, beside its own. */
function allowedFor(file: string): readonly string[] {
  const part = Object.keys(MAY_ALSO_IMPORT).find((name) => file.startsWith(`${name}/`));
  return [...MAY_IMPORT[file.split("/")[0]!]!, ...(part ? MAY_ALSO_IMPORT[part]! : [])];
}

const IMPORT = /(?:from|import|import\()\s*"([#.][^"]+)"/g;

/** The room that an import leads to. */
function roomOf(file: string, specifier: string): string {
  if (specifier.startsWith("#")) return specifier.slice(1).split("/")[0]!;
  const target = path.relative(fromRoot(), path.resolve(path.dirname(file), specifier));
  return target.split(path.sep)[0]!;
}

describe("architecture", () => {
  for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${room}/ imports from ${["itself", ...allowed.map((name) => `${name}/`)].join(", ")} only`, async () => {
      const files = (await readdir(fromRoot(room), { recursive: true })).filter((name) =>
        name.endsWith(".ts"),
      );
      assert.notEqual(files.length, 0);
      for (const name of files) {
        const file = fromRoot(room, name);
        const text = await readFile(file, "utf8");
        for (const [, specifier] of text.matchAll(IMPORT)) {
          const target = roomOf(file, specifier!);
          const own = `${room}/${name.replaceAll(path.sep, "/")}`;
          const isAllowed = target === room || allowedFor(own).includes(target);
          assert.ok(isAllowed, `${room}/${name} imports ${specifier}`);
        }
      }
    });
  }

  it("has no file of more than 300 lines", async () => {
    for (const room of Object.keys(MAY_IMPORT)) {
      for (const name of await readdir(fromRoot(room), { recursive: true })) {
        if (!/\.(ts|css)$/.test(name)) continue;
        const lines = (await readFile(fromRoot(room, name), "utf8")).split("\n").length;
        assert.ok(lines <= 300, `${room}/${name} has ${lines} lines`);
      }
    }
  });
});
