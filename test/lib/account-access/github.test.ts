import assert from "node:assert/strict";
import { parseRepository } from "#lib/account-access/github";

describe("parseRepository", () => {
  it("takes a whole name, with both ids or with none", () => {
    for (const name of ["a/b", "a-b/c.d_e", "a@1/b@2"]) assert.equal(parseRepository(name), name);
    for (const name of [
      "a",
      "a/*",
      "a/b/c",
      "a@1/b",
      "a/b@2",
      "",
      "repo:a/b",
      "https://a.example/b",
    ]) {
      assert.throws(
        () => parseRepository(name),
        /^Error: a repository is wanted, OWNER\/NAME/,
        name,
      );
    }
  });

  it("offers the name that an address has", () => {
    const addresses = [
      "https://github.com/a/b",
      "github.com/a/b/",
      "git@github.com:a/b.git",
      "a/b.git",
    ];
    for (const address of [...addresses, "ssh://git@github.com/a/b.git"]) {
      assert.throws(() => parseRepository(address), { message: "did you mean a/b?" }, address);
    }
  });
});
