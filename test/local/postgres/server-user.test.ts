import assert from "node:assert/strict";
import { chmod, mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { canReach, makePrivateDirectory, serverUserFor } from "#local/postgres/server-user";
import { makeTemporaryDirectory } from "./temporary-directory.ts";

const STRANGER = { uid: 65534, gid: 65534 };

describe("serverUserFor", () => {
  it("runs the server as ourselves when we are not root", () => {
    assert.equal(serverUserFor(1000, undefined), undefined);
    assert.equal(serverUserFor(undefined, undefined), undefined);
  });

  it("runs it as nobody when we are root", () => {
    assert.deepEqual(serverUserFor(0, undefined), STRANGER);
    assert.deepEqual(serverUserFor(0, { uid: 0, gid: 0 }), STRANGER);
  });

  it("stays with the owner of the data when we are root", () => {
    assert.deepEqual(serverUserFor(0, { uid: 1000, gid: 100 }), { uid: 1000, gid: 100 });
  });
});

describe("canReach", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await makeTemporaryDirectory();
    await mkdir(path.join(directory, "closed", "inner"), { recursive: true });
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("is true when every directory lets others pass", async () => {
    assert.equal(await canReach(path.join(directory, "closed", "inner"), STRANGER), true);
  });

  it("is false when a directory on the way is closed", async () => {
    await chmod(path.join(directory, "closed"), 0o700);
    assert.equal(await canReach(path.join(directory, "closed", "inner"), STRANGER), false);
  });

  it("is true for ourselves", async () => {
    await chmod(path.join(directory, "closed"), 0o700);
    assert.equal(await canReach(path.join(directory, "closed", "inner"), undefined), true);
  });

  it("uses the owner's right when the user is the owner", async () => {
    const closed = path.join(directory, "closed");
    await chmod(closed, 0o700);
    const { uid, gid } = await stat(closed);
    assert.equal(await canReach(path.join(closed, "inner"), { uid, gid }), true);
  });
});

describe("makePrivateDirectory", () => {
  it("makes a directory with mode 0700", async () => {
    const directory = await makeTemporaryDirectory();
    const made = path.join(directory, "private");
    assert.equal(await makePrivateDirectory(made, undefined), true);
    assert.equal((await stat(made)).mode & 0o777, 0o700);
    await rm(directory, { recursive: true });
  });
});
