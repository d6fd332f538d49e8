import assert from "node:assert/strict";
import { chmod, readFile, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { userPool } from "#local/doctor/hops/user-pool";
import { openCognito } from "#local/cognito/cognito";
import { userPoolId } from "#local/cognito/seed";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop user-pool", () => {
  let stateDirectory: string;
  const file = (...names: string[]) => join(stateDirectory, "cognito", ...names);
  const pool = () => file("db", `${userPoolId}.json`);

  beforeEach(async () => {
    stateDirectory = await makeTemporaryDirectory();
    await openCognito({
      directory: file(),
      invokeTrigger: () => Promise.reject(new Error("no trigger")),
      deliver: () => {},
      log: () => {},
    });
  });
  afterEach(() => rm(stateDirectory, { recursive: true }));

  const find = () => findingOf(userPool, { stateDirectory });
  const cutShort = async (path: string) => truncate(path, (await stat(path)).size >> 1);

  it("finds the files of a pool in order", async () => {
    assert.equal((await find()).verdict, "ok");
  });

  it("finds a pool that is not made yet", async () => {
    const finding = await findingOf(userPool, { stateDirectory: join(stateDirectory, "other") });
    assert.deepEqual([finding.verdict, finding.found], ["ok", "not made yet"]);
  });

  it("warns of a file that was cut short while its copy is whole, and leaves both alone", async () => {
    await cutShort(pool());
    const before = await readFile(pool(), "utf8");
    const finding = await find();
    assert.equal(finding.verdict, "warning");
    assert.match(finding.found, /json is damaged; a start goes back to its \.bak/);
    assert.equal(await readFile(pool(), "utf8"), before);
  });

  it("warns of a missing copy", async () => {
    await rm(`${file("db", "clients.json")}.bak`);
    const finding = await find();
    assert.equal(finding.verdict, "warning");
    assert.match(finding.found, /clients\.json has no sound copy/);
  });

  it("finds both the file and its copy damaged", async () => {
    await cutShort(pool());
    await cutShort(`${pool()}.bak`);
    const finding = await find();
    assert.equal(finding.verdict, "broken");
    assert.equal(finding.fix, "npm run reset");
  });

  it("finds a signing key that is damaged, or open to others", async () => {
    const key = file("signing-key.json");
    await chmod(key, 0o644);
    assert.deepEqual(await find(), {
      verdict: "warning",
      found: `${key} can be read by others on this machine`,
      fix: `chmod 600 ${key}`,
    });
    await cutShort(key);
    assert.deepEqual(await find(), {
      verdict: "broken",
      found: `${key} holds no key`,
      fix: `rm ${key}`,
    });
  });
});
