import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
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
});

describe("workspaceName", () => {
  it("is the cloud workspace's, otherwise the machine's", () => {
    assert.equal(workspaceName({ CODESPACE_NAME: "fuzzy-potato" }, "box"), "fuzzy-potato");
    assert.equal(workspaceName({ GITPOD_WORKSPACE_ID: "red-fox-1" }, "box"), "red-fox-1");
    assert.equal(workspaceName({}, "box"), "box");
    assert.equal(workspaceName({}, ""), "somewhere");
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
