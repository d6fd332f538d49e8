import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { accessHash, migrationsHash, schemaHash } from "#infra/schema/hash";

describe("migrationsHash", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), "cruddur-hash-"))));
  afterEach(() => rm(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);

  it("changes with a text, a name and a file more, and not with line ends or other files", async () => {
    await write("0001-a.sql", "select 1;\nselect 2;\n");
    const first = migrationsHash(folder);
    await write("0001-a.sql", "select 1;\r\nselect 2;\r\n");
    await write("notes.txt", "nothing");
    assert.equal(migrationsHash(folder), first);
    await write("0002-b.sql", "");
    const second = migrationsHash(folder);
    assert.notEqual(second, first);
    await write("0002-b.sql", "select 3;");
    assert.notEqual(migrationsHash(folder), second);
  });
});

describe("schemaHash", () => {
  it("is the same each time, and not that of a part", () => {
    assert.equal(schemaHash(), schemaHash());
    assert.equal(new Set([schemaHash(), accessHash(), migrationsHash()]).size, 3);
  });
});
