import assert from "node:assert/strict";
import { OF_LOCAL_COPY, rememberTyped, typed, typedAgain } from "#lib/terminal/typed";
import { allCommands } from "../../../scripts/all-commands.ts";

describe("typed", () => {
  afterEach(() => rememberTyped("", []));

  it("puts two hyphens before options, and run where npm wants it", () => {
    assert.equal(typed("db:setup"), "npm run db:setup");
    assert.equal(typed("start", "--port 1"), "npm start -- --port 1");
  });

  it("stays with the local copy that was named", () => {
    rememberTyped("start", [["--state-directory", "/a b"]]);
    assert.equal(typed("reset"), "npm run reset -- --state-directory '/a b'");
    assert.equal(typed("db:undo", "--yes"), "npm run db:undo -- --yes --state-directory '/a b'");
    assert.equal(typed("deploy"), "npm run deploy");
  });

  it("knows which commands take a state directory", async () => {
    for (const { name, options } of await allCommands()) {
      const takes = options.some(({ flag }) => flag === "--state-directory");
      assert.equal(OF_LOCAL_COPY.test(name), takes, name);
    }
  });
});

describe("typedAgain", () => {
  afterEach(() => rememberTyped("", []));

  it("says all that was typed, and more in the place of what it replaces", () => {
    rememberTyped("db:restore", [["--name", "my base"], ["--confirm", "other"], ["--json"]]);
    assert.equal(
      typedAgain("db:restore", [["--confirm", "-x"]]),
      "npm run db:restore -- --name 'my base' --json --confirm=-x",
    );
    assert.equal(typedAgain("db:setup", [["--yes"]]), "npm run db:setup -- --yes");
  });
});
