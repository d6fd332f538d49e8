import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { requireOurs, takeStateDirectory } from "#local/state-directory/take";

describe("takeStateDirectory", () => {
  let parent: string;
  let directory: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(await realpath(tmpdir()), "cruddur-state-"));
    directory = path.join(parent, "state");
  });
  afterEach(() => rm(parent, { recursive: true }));

  const write = async (name: string, text = "") => {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };

  it("makes one, and knows it again with whatever is put into it", async () => {
    await takeStateDirectory(directory);
    await write("postgres/data/PG_VERSION", "18\n");
    await write("notes.txt");
    await takeStateDirectory(directory);
    await requireOurs(directory);
  });

  it("takes an empty folder over, and one with what no command deletes", async () => {
    await mkdir(path.join(directory, "postgres"), { recursive: true });
    await write("shell-history", "select 1\n");
    await write("workspace", "mine\n");
    await requireOurs(directory);
    await takeStateDirectory(directory);
    await write("anything");
    await requireOurs(directory);
  });

  for (const [name, text] of [
    ["host.json", '{\n  "pid": 1,\n  "mailboxToken": "x"\n}\n'],
    ["host.log", "2026-11-28T11:00:00.000Z host                starting with embedded\n"],
    ["docker.json", '{\n  "project": "cruddur-0123abcd-4567ef"\n}\n'],
    [
      "postgres/data/cruddur.conf",
      "# Written at every start. Lasting changes of your own: ALTER S",
    ],
  ] as const) {
    it(`takes over what a release without marks made, by its ${name}`, async () => {
      await write(name, text);
      await write("cognito/db/pool.json", "{}");
      await takeStateDirectory(directory);
      await rm(path.join(directory, name));
      await requireOurs(directory);
    });

    it(`refuses a folder with a ${name} of somebody else's`, async () => {
      await write(name, "{}\n");
      for (const act of [takeStateDirectory, requireOurs]) {
        await assert.rejects(act(directory), {
          name: "RefusedError",
          message: `${directory} was not made by Cruddur Stack: it holds ${name.split("/")[0]}. Nothing was done.`,
        });
      }
      assert.deepEqual(await readdir(directory), [name.split("/")[0]]);
    });
  }

  it("refuses a folder of names that we use too", async () => {
    for (const name of ["functions/a.js", "cognito/b", "start.log", "postgres/data/PG_VERSION"]) {
      await write(name, "18\n");
    }
    await assert.rejects(requireOurs(directory), /it holds .*, …\. Nothing/);
  });

  it("refuses links in it, marked or not, and leaves what they lead to", async () => {
    const theirs = path.join(parent, "theirs");
    await mkdir(theirs);
    await takeStateDirectory(directory);
    await symlink(theirs, path.join(directory, "functions"));
    for (const act of [takeStateDirectory, requireOurs]) {
      await assert.rejects(act(directory), /functions is a link, which we did not make/);
    }
    assert.ok(existsSync(theirs));
  });

  it("does not take a link for its mark", async () => {
    await takeStateDirectory(path.join(parent, "other"));
    await write("notes.txt");
    await symlink(path.join(parent, "other", "cruddur.json"), path.join(directory, "cruddur.json"));
    await assert.rejects(takeStateDirectory(directory), /is a link|was not made/);
  });
});
