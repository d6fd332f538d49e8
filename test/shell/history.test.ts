import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { historyLines, ShellHistory } from "#shell/history";

describe("ShellHistory", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "shell-history-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  const file = () => path.join(directory, "shell-history");

  it("keeps statements over sessions, the newest first, for nobody else to read", async () => {
    const first = new ShellHistory(path.join(directory));
    first.add("select 1;\n");
    first.add("\\d\n");
    await first.flushed();
    assert.equal((await stat(file())).mode & 0o777, 0o600);
    assert.deepEqual(await new ShellHistory(directory).load(), ["\\d", "select 1;"]);
  });

  it("makes its folder, and mends the rights of a file that others could read", async () => {
    const history = new ShellHistory(path.join(directory, "new"));
    history.add("select 1;");
    await history.flushed();
    assert.deepEqual(await history.load(), ["select 1;"]);
    await writeFile(file(), "select 2;\n", { mode: 0o644 });
    await new ShellHistory(directory).load();
    assert.equal((await stat(file())).mode & 0o777, 0o600);
  });

  it("never keeps a password, on whichever line it stands", async () => {
    const history = new ShellHistory(directory);
    history.add("alter role bob\n password\n 'sesame';\n");
    history.add("select dblink('host=x password=sesame');");
    history.add("select 1;");
    await history.flushed();
    assert.equal(await readFile(file(), "utf8"), "select 1;\n");
  });

  it("is cut when it has become long", async () => {
    const lines = Array.from({ length: 2_500 }, (_, index) => `select ${index};`);
    await writeFile(file(), `${lines.join("\n")}\n`);
    const loaded = await new ShellHistory(directory).load();
    assert.equal(loaded.length, 1_000);
    assert.equal(loaded[0], "select 2499;");
    assert.equal((await readFile(file(), "utf8")).split("\n").length, 1_001);
  });
});

describe("historyLines", () => {
  it("joins the lines of a statement", () =>
    assert.deepEqual(historyLines("select 1\n  + 1;\n"), ["select 1 + 1;"]));

  it("keeps lines apart where joining would change what they say", () => {
    assert.deepEqual(historyLines("select 1 -- one\n+ 1;"), ["select 1 -- one", "+ 1;"]);
    assert.deepEqual(historyLines("select 'a\nb';"), ["select 'a", "b';"]);
  });

  it("is empty for nothing", () => assert.deepEqual(historyLines(" \n"), []));
});
