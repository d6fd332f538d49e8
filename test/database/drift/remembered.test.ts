import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Catalog } from "#database/drift/catalog";
import { rememberedCatalog } from "#database/drift/remembered";

const SERVER = new Map([["pg_class", new Set(["oid", "relname"])]]);
const MADE: Catalog = {
  objects: new Map([["table t", { kind: "table", name: "t", definition: "owner me" }]]),
  server: SERVER,
};

describe("rememberedCatalog", () => {
  let folder: string;
  let times = 0;
  const make = () => {
    times += 1;
    return Promise.resolve(MADE);
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "remembered-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("makes it once, and again for another server or where what was kept cannot be read", async () => {
    const file = path.join(folder, "cache", "it.json");
    const look = (server = SERVER) => rememberedCatalog(server, make, file);
    assert.deepEqual(await look(), MADE);
    assert.deepEqual(await look(), MADE);
    assert.equal(times, 1);
    await look(new Map([["pg_class", new Set(["oid"])]]));
    assert.equal(times, 2);
    await writeFile(file, '{"of":');
    assert.deepEqual(await look(), MADE);
    assert.equal(times, 3);
  });

  it("makes it where nothing can be kept", async () => {
    await writeFile(path.join(folder, "file"), "");
    assert.deepEqual(await rememberedCatalog(SERVER, make, path.join(folder, "file", "x")), MADE);
  });
});
