import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { houseFaults } from "#lib/rooms/house-faults";
import { readHouse } from "#lib/rooms/house";
import { makeTemporaryDirectory } from "../../local/postgres/temporary-directory.ts";

const ROOMS = {
  lib: { may: [], says: "rules" },
  "lib/domain": { may: [], says: "facts" },
  scripts: { may: ["lib"], says: "commands", lists: ["scripts"] },
  web: { may: ["lib/domain"], says: "the page" },
};

describe("houseFaults", () => {
  let root: string;
  beforeEach(async () => {
    root = await makeTemporaryDirectory();
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** The faults of a checkout that holds these files. */
  async function faultsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
    const whole = {
      "rooms.json": JSON.stringify(ROOMS),
      "package.json": JSON.stringify({ imports: { "#lib/*": "./lib/*.ts" } }),
      "lib/a.ts": "",
      "lib/domain/b.ts": "",
      "scripts/c.ts": "",
      "web/d.ts": "",
      ...files,
    };
    for (const [name, text] of Object.entries(whole)) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), text);
    }
    return houseFaults(readHouse(root));
  }

  it("are none where every import follows the rooms", async () => {
    assert.deepEqual(
      await faultsOf({
        "lib/a.ts": 'import { b } from "./domain/b.ts";',
        "scripts/c.ts": 'import pg from "pg";\nconst a = await import("#lib/a");',
        "web/d.ts": 'import { b } from "#lib/domain/b";',
      }),
      [],
    );
  });

  for (const [what, file, text, fault] of [
    [
      "an import upwards",
      "lib/a.ts",
      'import "../scripts/c.ts";',
      /^lib\/a\.ts imports scripts\/c\.ts, and lib may import nothing beside itself/,
    ],
    [
      "a type's import",
      "web/d.ts",
      'import type { A } from "#lib/a";',
      /^web\/d\.ts imports lib\/a\.ts, and web may import lib\/domain/,
    ],
    [
      "a late import",
      "web/d.ts",
      'const a = import("../lib/a.ts");',
      /^web\/d\.ts imports lib\/a\.ts/,
    ],
    [
      "a room within a room that looks out",
      "lib/domain/b.ts",
      'export { a } from "../a.ts";',
      /^lib\/domain\/b\.ts imports lib\/a\.ts/,
    ],
    [
      "a circle, of types too",
      "lib/a.ts",
      'import type { E } from "./e.ts";',
      /^lib\/a\.ts, lib\/e\.ts import each other/,
    ],
    ["a file of more than 300 lines", "lib/a.ts", "\n".repeat(300), /^lib\/a\.ts has 301 lines/],
    ["a name that is not kebab-case", "lib/snakeCase.ts", "", /^lib\/snakeCase\.ts is not named/],
  ] as const) {
    it(`tell of ${what}`, async () => {
      const faults = await faultsOf({
        "lib/e.ts": 'import type { A } from "./a.ts";',
        [file]: text,
      });
      assert.equal(faults.length, 1, faults.join("\n"));
      assert.match(faults[0]!, fault);
    });
  }

  it("tell of the 21st file of a folder, but not of a list", async () => {
    const many = (folder: string) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${folder}/file-${n}.ts`, ""]));
    assert.deepEqual(await faultsOf(many("scripts")), []);
    assert.match((await faultsOf(many("web"))).join(), /^web\/ holds 21 files/);
  });
});
