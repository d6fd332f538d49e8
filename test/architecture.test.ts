import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { houseFaults } from "#lib/rooms/house-faults";
import { readHouse, type House } from "#lib/rooms/house";
import { fromRoot } from "#lib/root";

describe("architecture", () => {
  let house: House;
  before(() => {
    house = readHouse(fromRoot());
  });

  it("is the house of rooms.json: arrows, no circles, folders one can look over, names", () => {
    assert.ok(house.imports.size > 400, `${house.imports.size} sources were looked at`);
    assert.deepEqual(houseFaults(house), []);
  });

  it("leads by each import to a file that is there", () => {
    for (const [file, imported] of house.imports) {
      // Programs that tests write as text lead from where they are written to.
      if (file.startsWith("test/")) continue;
      for (const name of imported) assert.ok(existsSync(fromRoot(name)), `${file} imports ${name}`);
    }
  });

  it("has every command that the stack's own resources start", async () => {
    const started = new Set<string>();
    for (const file of house.files.filter((name) => name.startsWith("infra/"))) {
      const text = await readFile(fromRoot(file), "utf8");
      for (const [, name] of text.matchAll(/\blaunch(?:\.cjs |\(\s*")([a-z][a-z-]+)/g)) {
        started.add(name!);
      }
    }
    assert.ok(started.has("dev-ip-open") && started.has("local-server"), [...started].join());
    for (const name of started) assert.ok(existsSync(fromRoot("scripts", `${name}.ts`)), name);
  });
});
