import assert from "node:assert/strict";
import {
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "#lib/errors";
import { JsonFileStoreFactory } from "#local/cognito/data-store";
import type { DataStore, UpstreamContext } from "#local/cognito/internals";

const context = {} as UpstreamContext;

describe("JsonFileStoreFactory", () => {
  let directory: string;
  let file: string;
  let lines: object[];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "data-store-"));
    file = join(directory, "pool.json");
    lines = [];
  });
  afterEach(() => rm(directory, { recursive: true }));

  const open = (): Promise<DataStore> =>
    new JsonFileStoreFactory(directory, (line) => lines.push(line)).create(context, "pool", {
      Users: {},
    });

  it("keeps what was set, dates included, for the next to open it", async () => {
    const store = await open();
    const user = { Username: "ada", UserCreateDate: new Date(1000), Attributes: [{ Name: "x" }] };
    await store.set(context, ["Users", "ada"], user);
    assert.deepEqual(await (await open()).get(context, ["Users", "ada"]), user);
    assert.deepEqual(lines, []);
  });

  it("forgets what was deleted", async () => {
    const store = await open();
    await store.set(context, ["Users", "ada"], {});
    await store.delete(context, ["Users", "ada"]);
    assert.equal(await (await open()).get(context, ["Users", "ada"]), null);
  });

  it("finds nothing under a name that every object has", async () => {
    const store = await open();
    for (const name of ["__proto__", "constructor", "toString"]) {
      assert.equal(await store.get(context, ["Users", name]), null);
    }
    assert.equal(await store.get(context, ["Users", "nobody"], "fallback"), "fallback");
  });

  it("writes all of many changes at once", async () => {
    const store = await open();
    const names = Array.from({ length: 100 }, (_, at) => `user${at}`);
    await Promise.all(names.map((name) => store.set(context, ["Users", name], { name })));
    const users = (await (await open()).get(context, "Users")) as object;
    assert.deepEqual(Object.keys(users), names);
  });

  it("is there for its owner only, and leaves no temporary file", async () => {
    const store = await open();
    await store.set(context, ["Users", "ada"], {});
    for (const name of await readdir(directory)) {
      assert.equal((await stat(join(directory, name))).mode & 0o077, 0, name);
    }
    assert.deepEqual((await readdir(directory)).toSorted(), ["pool.json", "pool.json.bak"]);
  });

  for (const [damage, harm] of [
    ["cut short", () => truncate(file, 20)],
    ["emptied", () => truncate(file, 0)],
    ["overwritten", () => writeFile(file, "\0\0\0\0")],
    ["replaced by other JSON", () => writeFile(file, "{}")],
    ["replaced by a list", () => writeFile(file, "[]")],
    ["removed", () => rm(file)],
  ] as const) {
    it(`goes back one version, and says so, when the file was ${damage}`, async () => {
      const store = await open();
      await store.set(context, ["Users", "first"], {});
      await store.set(context, ["Users", "second"], {});
      await harm();
      const users = (await (await open()).get(context, "Users")) as object;
      assert.deepEqual(Object.keys(users), ["first"]);
      assert.equal(lines.length, 1);
      assert.match(JSON.stringify(lines[0]), /cognito_restored.*pool\.json/);
      assert.deepEqual(JSON.parse(await readFile(file, "utf8")), { Users: { first: {} } });
    });
  }

  it("refuses to open, rather than to lose everybody, when the version before is damaged too", async () => {
    const store = await open();
    await store.set(context, ["Users", "ada"], {});
    await truncate(file, 5);
    await copyFile(file, `${file}.bak`);
    await assert.rejects(open(), (error) => {
      assert.ok(error instanceof UserError);
      assert.ok(error.message.includes(file));
      assert.match(error.hint ?? "", /npm run reset/);
      return true;
    });
    assert.equal((await stat(file)).size, 5);
  });

  it("refuses to open when the file is damaged and there is no version before", async () => {
    await writeFile(file, "");
    await assert.rejects(open(), UserError);
  });
});
