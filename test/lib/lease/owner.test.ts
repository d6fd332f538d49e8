import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import type { Env } from "#lib/environment";
import { developerName, tagValue, workspaceName } from "#lib/lease/owner";

describe("developerName", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-developer-"));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it("is git's email", async () => {
    const file = path.join(directory, "git", "config");
    await writeFile(path.join(directory, "gitconfig"), "[user]\n email = alice@example.com\n");
    const env = {
      PATH: process.env["PATH"],
      GIT_CONFIG_GLOBAL: path.join(directory, "gitconfig"),
      GIT_DIR: file,
    };
    assert.equal(await developerName(env), "alice@example.com");
  });

  it("is the login without git", async () => {
    assert.match(await developerName({ PATH: directory }), /^\S+$/);
  });

  it("is the login where git knows no user, as in a new workspace", async () => {
    const env = {
      PATH: process.env["PATH"],
      GIT_CONFIG_GLOBAL: path.join(directory, "none"),
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_DIR: path.join(directory, "none"),
    };
    assert.equal(await developerName(env), await developerName({ PATH: directory }));
  });
});

describe("workspaceName", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "cruddur-workspace-"));
  });
  after(() => rm(directory, { recursive: true, force: true }));
  const nameOf = (env: Env, machine = "box", at = path.join(directory, "none")) =>
    workspaceName(env, at, machine);

  it("is the cloud workspace's, otherwise the machine's", async () => {
    assert.equal(await nameOf({ CODESPACE_NAME: "fuzzy-potato" }), "fuzzy-potato");
    assert.equal(await nameOf({ GITPOD_WORKSPACE_ID: "red-fox-1" }), "red-fox-1");
    assert.equal(await nameOf({}), "box");
    assert.equal(await nameOf({}, ""), "somewhere");
  });

  it("is CRUDDUR_WORKSPACE before all others", async () => {
    const env = { CRUDDUR_WORKSPACE: " my desk ", CODESPACE_NAME: "fuzzy-potato" };
    assert.equal(await nameOf(env), "my desk");
    assert.equal(await nameOf({ ...env, CRUDDUR_WORKSPACE: "" }), "fuzzy-potato");
  });

  it("is a dev container's own, whatever its host name", async () => {
    await writeFile(path.join(directory, "workspace"), "cruddur-stack-1f2e3d4c\n");
    assert.equal(await nameOf({}, "5d41402abc4b", directory), "cruddur-stack-1f2e3d4c");
    assert.equal(await nameOf({}, "7d793037a076", directory), "cruddur-stack-1f2e3d4c");
    const env = { CODESPACE_NAME: "fuzzy-potato" };
    assert.equal(await nameOf(env, "5d41402abc4b", directory), "fuzzy-potato");
  });
});

describe("tagValue", () => {
  it("has no character that AWS refuses, and is no longer than it allows", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const value = tagValue(text);
        assert.match(value, /^[\p{L}\p{N} _.:/=+\-@]*$/u);
        assert.ok(value.length <= 128);
      }),
      { numRuns: 50 },
    );
  });
});
