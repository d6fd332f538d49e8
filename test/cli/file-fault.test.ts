import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "#lib/errors";
import { fileFault } from "#cli/file-fault";

describe("fileFault", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "file-fault-"));
    await writeFile(path.join(directory, "file"), "");
  });
  afterEach(() => rm(directory, { recursive: true }));

  const faultOf = async (file: string) =>
    fileFault(await readFile(path.join(directory, file)).catch((error: unknown) => error));

  it("names the path, and what is wrong with it, when a folder is a file or a file a folder", async () => {
    const notFolder = await faultOf("file/below");
    assert.ok(notFolder instanceof UserError);
    assert.match(notFolder.message, /file\/below has a file where a folder is wanted \(ENOTDIR/);
    assert.match((await faultOf("."))?.message ?? "", /is a folder where a file is wanted|EISDIR/);
  });

  it("tells of a folder that cannot be made, for a link that leads nowhere or too long a name", async () => {
    const link = path.join(directory, "link");
    await symlink(path.join(directory, "nowhere", "x"), link);
    const made = async (folder: string) =>
      fileFault(await mkdir(folder, { recursive: true }).catch((error: unknown) => error));
    assert.match(
      (await made(link))?.message ?? "",
      /link cannot be made: .*leads nowhere \(ENOENT/,
    );
    const long = await made(path.join(directory, "x".repeat(300)));
    assert.match(long?.message ?? "", /has too long a name \(ENAMETOOLONG/);
  });

  it("says what to type where a package is missing, and leaves missing files of ours to us", async () => {
    const of = async (name: string) =>
      fileFault(await import(name).catch((error: unknown) => error));
    assert.deepEqual(
      [(await of("not-installed"))?.message, (await of("not-installed/part"))?.hint],
      ["Packages are missing.", "Type: npm start"],
    );
    assert.equal(await of("./not-there.ts"), undefined);
  });

  it("says which folder for temporary files is missing, and what names another", async () => {
    const error = await mkdtemp(path.join(directory, "missing", "x-")).catch((it: unknown) => it);
    const fault = fileFault(error);
    assert.match(fault?.message ?? "", /folder for temporary files cannot be used: .*\(ENOENT\)/);
    assert.match(fault?.hint ?? "", /TE?MP/);
  });

  it("leaves to us what is no file's fault", async () => {
    assert.equal(await faultOf("missing"), undefined);
    assert.equal(fileFault(new TypeError("x")), undefined);
    assert.equal(fileFault(undefined), undefined);
    assert.equal(
      fileFault(Object.assign(new Error("listen"), { code: "EACCES", syscall: "listen" })),
      undefined,
    );
  });
});
