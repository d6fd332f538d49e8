import assert from "node:assert/strict";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
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
    const { verdict, found } = await findingOf(install, { root });
    assert.equal(verdict, "ok");
    assert.match(found, /with those of tests and stacks/);
  });

  it("is content with what the local copy needs, and says that there is more", async () => {
    const { packages } = JSON.parse(await readFile(record(), "utf8")) as {
      readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
    };
    const local = Object.fromEntries(Object.entries(packages).filter(([, { dev }]) => !dev));
    await writeFile(record(), JSON.stringify({ packages: local }));
    const { verdict, found } = await findingOf(install, { root });
    assert.equal(verdict, "ok");
    assert.match(found, /come when a command needs them/);
  });

  it("finds an install that is older than the lock file", async () => {
    const older = { packages: { "node_modules/pg": { version: "8.0.0" } } };
    await writeFile(record(), JSON.stringify(older));
    const finding = await findingOf(install, { root });
    assert.equal(finding.verdict, "broken");
    assert.equal(finding.fix, "npm start");
  });

  it("finds an install that did not end", async () => {
    await rm(record());
    assert.equal((await findingOf(install, { root })).verdict, "broken");
  });
});
