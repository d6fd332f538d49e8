import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromRoot } from "#lib/root";
import { HOPS } from "#local/doctor/hops";
import { localTarget, removeTarget, urlOf, within } from "#test/targets";
import { copyCheckout } from "#test/checkout";
import { command } from "#test/cli";
import { makeTemporaryDirectory } from "../local/postgres/temporary-directory.ts";

interface Told {
  readonly chore: string;
  readonly ok: boolean;
  readonly findings: readonly Record<"id" | "title" | "verdict" | "found" | "fix", string>[];
}

describe("npm run doctor", () => {
  let stateDirectory: string;
  beforeEach(async () => (stateDirectory = await makeTemporaryDirectory()));
  afterEach(() => rm(stateDirectory, { recursive: true }));

  const doctor = (words: readonly string[] = [], env: Record<string, string> = {}) =>
    command("doctor", ["--state-directory", stateDirectory, ...words], { env });

  it("finds nothing broken where nothing is made yet, and makes nothing", async () => {
    const { code, stdout, stderr } = await doctor();
    assert.deepEqual([code, stderr], [0, ""], stdout);
    assert.match(
      stdout,
      /✓ PostgreSQL server {7}the embedded server is not made yet\n +→ npm start/,
    );
    assert.match(stdout, /· Roles {19}not checked: needs PostgreSQL server/);
    assert.match(
      stdout,
      /\nNothing broken was found(, \d warnings?)?, but 7 were not checked\. To have them checked: npm start -- --state-directory \S+\n$/,
    );
    assert.deepEqual(await readdir(stateDirectory), []);
  });

  it("prints one JSON value with a finding for every hop", async () => {
    const { code, stdout } = await doctor(["--json"]);
    const told = JSON.parse(stdout) as Told;
    assert.deepEqual([code, told.chore, told.ok], [0, "doctor", true]);
    assert.deepEqual(
      told.findings.map(({ id }) => id),
      HOPS.map(({ id }) => id),
    );
  });

  it("ends with 1 when something is broken, and says what to type", async () => {
    await mkdir(join(stateDirectory, "cognito", "db"), { recursive: true });
    await writeFile(join(stateDirectory, "cognito", "db", "clients.json"), "{");
    const { code, stdout } = await doctor();
    assert.equal(code, 1);
    assert.match(stdout, /✗ User pool .* is (missing|damaged), and its \.bak is missing/);
    assert.match(stdout, /\n +→ npm run reset -- --state-directory \S+\n/);
    assert.match(stdout, /\n1 broken/);
  });

  it("does not follow a CONNECTION_URL that leaves this machine, nor show its password", async () => {
    const { code, stdout } = await doctor([], {
      CONNECTION_URL: "postgresql://u:hunter2@db.example.com/cruddur",
    });
    assert.equal(code, 1);
    assert.match(stdout, /✗ CONNECTION_URL .*db\.example\.com, which is not this machine/);
    assert.match(stdout, /· Database .*not checked: needs CONNECTION_URL/);
    assert.doesNotMatch(stdout, /hunter2/);
  });

  it("tells of packages that are not those of the lock file, and leaves them alone", async () => {
    const root = await makeTemporaryDirectory();
    await copyCheckout(root);
    await mkdir(join(root, "node_modules"));
    for (const name of await readdir(fromRoot("node_modules"))) {
      if (name === ".package-lock.json") continue;
      await symlink(fromRoot("node_modules", name), join(root, "node_modules", name));
    }
    const record = join(root, "node_modules", ".package-lock.json");
    await writeFile(record, '{"packages":{}}');
    const { code, stdout, stderr } = await command(
      "doctor",
      ["--state-directory", stateDirectory],
      { root },
    );
    assert.deepEqual([code, stderr], [1, ""]);
    assert.match(stdout, /✗ Packages .*\n +→ npm start -- --state-directory \S+\n/);
    assert.equal(await readFile(record, "utf8"), '{"packages":{}}');
    await rm(root, { recursive: true });
  });

  it("gives one advice where the database has only somebody's table", async () => {
    const target = await localTarget();
    const { database } = target.parameters;
    await within(
      target,
      (client) => client.query(`create database ${database}`),
      target.maintenance,
    );
    await within(target, (client) => client.query("create table foo (a int)"));
    const { code, stdout } = await doctor(["--json"], { CONNECTION_URL: urlOf(target) });
    await removeTarget(target);
    assert.equal(code, 1);
    const found = (JSON.parse(stdout) as Told).findings;
    const of = (id: string) => found.find((finding) => finding.id === id)!;
    assert.match(of("marker").found, /was not made by this project/);
    for (const id of ["migrations", "schema", "roles", "grants"]) {
      assert.deepEqual([of(id).verdict, of(id).fix], ["skipped", undefined], id);
    }
  });

  it("refuses words and unknown options, as every chore", async () => {
    assert.equal((await doctor(["prod"])).code, 2);
    const { code, stderr } = await doctor(["--jsno"]);
    assert.equal(code, 2);
    assert.match(stderr, /Did you mean --json/);
  });
});
