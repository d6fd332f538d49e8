import assert from "node:assert/strict";
import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { browser } from "#local/doctor/hops/browser";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop browser", () => {
  let directory: string;
  const program = () => join(directory, "google-chrome");
  beforeEach(async () => {
    directory = await makeTemporaryDirectory();
    await writeFile(program(), "");
    await chmod(program(), 0o755);
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("finds one on the PATH, and the one that CHROMIUM_PATH names", async () => {
    for (const env of [{ PATH: directory }, { PATH: "", CHROMIUM_PATH: program() }]) {
      const expected = { verdict: "ok", found: program() };
      assert.deepEqual(await findingOf(browser, { env }), expected);
    }
  });

  it("is no fault where there is none, and says how to get one", async () => {
    const finding = await findingOf(browser, { env: { PATH: "/nonexistent" } });
    assert.equal(finding.verdict, "ok");
    assert.match(finding.found, /^none; tests that need one/);
    assert.match(finding.fix!, /install/);
  });

  it("tells that CHROMIUM_PATH leads nowhere", async () => {
    const env = { PATH: directory, CHROMIUM_PATH: join(directory, "other") };
    assert.match((await findingOf(browser, { env })).found, /CHROMIUM_PATH is .*other/);
  });
});
