import assert from "node:assert/strict";
import { mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { fromRoot } from "#lib/root";
import { requireStatePlace } from "#lib/state-place";

describe("requireStatePlace", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(path.join(await realpath(tmpdir()), "cruddur-place-"));
    await writeFile(path.join(directory, "file"), "");
    await symlink(path.join(directory, "nowhere"), path.join(directory, "dangling"));
    await symlink(fromRoot(), path.join(directory, "checkout"));
  });
  after(() => rm(directory, { recursive: true }));

  for (const [what, place, says] of [
    ["the whole disk", () => path.parse(fromRoot()).root, /holds the checkout/],
    ["the checkout", () => fromRoot(), /holds the checkout/],
    ["what holds the checkout", () => path.dirname(fromRoot()), /holds the checkout/],
    ["a link to the checkout", () => path.join(directory, "checkout"), /holds the checkout/],
    ["somebody's home", () => homedir(), /holds your home|holds the checkout/],
    ["a file", () => path.join(directory, "file"), /is a file, and a folder is wanted/],
    ["a place below a file", () => path.join(directory, "file", "state"), /is below a file/],
    ["a link that leads nowhere", () => path.join(directory, "dangling"), /leads nowhere/],
    ["a name without end", () => path.join(directory, "x".repeat(300)), /ENAMETOOLONG/],
  ] as const) {
    it(`refuses ${what}`, () =>
      assert.rejects(requireStatePlace(place()), (error: Error) => {
        assert.equal(error.name, "RefusedError");
        assert.match(error.message, says);
        return true;
      }));
  }

  it("refuses /proc, where Node's mkdir has no end", function () {
    if (process.platform !== "linux") this.skip();
    return assert.rejects(requireStatePlace("/proc/x/y"), /no folder can be made/);
  });

  it("takes a folder, one that is not there, and the checkout's own", async () => {
    await requireStatePlace(directory);
    await requireStatePlace(path.join(directory, "not", "there"));
    await requireStatePlace(fromRoot(".local"));
  });
});
