import assert from "node:assert/strict";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromRoot } from "#lib/root";
import { install } from "#local/doctor/hops/install";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop install", () => {
  let root: string;
  const record = () => join(root, "node_modules", ".package-lock.json");

  /** A checkout's lock file, and npm's record of what is installed. */
  beforeEach(async () => {
    root = await makeTemporaryDirectory();
    await mkdir(join(root, "node_modules"));
    await cp(fromRoot("package-lock.json"), join(root, "package-lock.json"));
    await cp(fromRoot("node_modules", ".package-lock.json"), record());
  });
  afterEach(() => rm(root, { recursive: true }));

  it("is content with what npm installed from this lock file", async () => {
    assert.equal((await findingOf(install, { root })).verdict, "ok");
  });

  it("finds an install that is older than the lock file", async () => {
    const older = { packages: { "node_modules/pg": { version: "8.0.0" } } };
    await writeFile(record(), JSON.stringify(older));
    const finding = await findingOf(install, { root });
    assert.equal(finding.verdict, "broken");
    assert.equal(finding.fix, "npm ci");
  });

  it("finds an install that did not end", async () => {
    await rm(record());
    assert.equal((await findingOf(install, { root })).verdict, "broken");
  });
});
