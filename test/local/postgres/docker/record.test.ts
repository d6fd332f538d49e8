import assert from "node:assert/strict";
import { cp, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  newProject,
  projectPrefix,
  readDockerRecord,
  writeDockerRecord,
} from "#local/postgres/docker/record";
import { makeTemporaryDirectory } from "../temporary-directory.ts";

describe("a state directory's record of Docker", () => {
  let parent: string;
  beforeEach(async () => (parent = await makeTemporaryDirectory()));
  afterEach(() => rm(parent, { recursive: true }));
  const stateDirectory = async (name: string) => {
    const directory = path.join(parent, name);
    await mkdir(directory);
    return directory;
  };
  const RECORD = { project: "cruddur-1", isChosen: true };

  it("is undefined where there is none", async () => {
    assert.equal(await readDockerRecord(path.join(parent, "nowhere")), undefined);
  });

  for (const text of ['{"proj', "null", "{}", "[]", '"x"']) {
    it(`is not taken from ${text}, and that is said with the file's name`, async () => {
      await writeFile(path.join(parent, "docker.json"), text);
      await assert.rejects(readDockerRecord(parent), /docker\.json is damaged/);
    });
  }

  it("goes along when the directory is moved", async () => {
    const [old, now] = [await stateDirectory("old"), path.join(parent, "now")];
    await writeDockerRecord(old, RECORD);
    assert.deepEqual(await readDockerRecord(old), RECORD);
    await rename(old, now);
    assert.deepEqual(await readDockerRecord(now), RECORD);
  });

  it("is not that of a copy, whose original has the project", async () => {
    const [one, copy] = [await stateDirectory("one"), path.join(parent, "copy")];
    await writeDockerRecord(one, RECORD);
    await cp(one, copy, { recursive: true });
    assert.equal(await readDockerRecord(copy), undefined);
    assert.deepEqual(await readDockerRecord(one), RECORD);
  });

  it("names projects for the directory, by whatever way it is reached, and none twice", async () => {
    const [one, other] = [await stateDirectory("one"), await stateDirectory("other")];
    const link = path.join(parent, "link");
    await symlink(one, link);
    const name = await newProject(one);
    assert.match(name, /^cruddur-[0-9a-f]{8}-[0-9a-f]{6}$/); // as Compose wants it: small letters, digits, - and _
    assert.ok(name.startsWith(await projectPrefix(link)));
    assert.notEqual(await newProject(one), name);
    assert.ok(!(await newProject(other)).startsWith(await projectPrefix(one)));
  });
});
