import assert from "node:assert/strict";
import { anchorsIn, codeSpansIn, linksIn } from "./markdown.ts";

const PAGE = [
  "# `create-db-instance`, option by option",
  "See [the page](docs/local.md#mail) and ![it](page.png), not `[this](one)`.",
  "```sh",
  "# no heading",
  "echo [no](link) `no span`",
  "```",
  "## Who may use it",
].join("\n");

describe("linksIn", () => {
  it("finds links and pictures outside of code", () => {
    assert.deepEqual(linksIn(PAGE), ["docs/local.md#mail", "page.png"]);
  });
});

describe("codeSpansIn", () => {
  it("finds code within lines, and leaves blocks out", () => {
    assert.deepEqual(codeSpansIn(PAGE), ["create-db-instance", "[this](one)"]);
  });
});

describe("anchorsIn", () => {
  it("makes of headings what GitHub makes of them", () => {
    assert.deepEqual(anchorsIn(PAGE), ["create-db-instance-option-by-option", "who-may-use-it"]);
  });
});
