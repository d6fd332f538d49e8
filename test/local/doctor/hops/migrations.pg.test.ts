import assert from "node:assert/strict";
import { appendFile, cp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConnectionParameters } from "#database/connection/connect";
import { MIGRATIONS_DIRECTORY } from "#database/migrations/migrate";
import { migrations } from "#local/doctor/hops/migrations";
import { dropDatabase, freshDatabase } from "#test/databases";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf, leadingTo } from "../doctor-context.ts";

describe("doctor's hop migrations", () => {
  let parameters: ConnectionParameters;
  let migrationsDirectory: string;
  before(async () => (parameters = await freshDatabase()));
  after(() => dropDatabase(parameters));
  beforeEach(async () => {
    migrationsDirectory = await makeTemporaryDirectory();
    await cp(MIGRATIONS_DIRECTORY, migrationsDirectory, { recursive: true });
  });
  afterEach(() => rm(migrationsDirectory, { recursive: true }));

  const find = () => findingOf(migrations, { ...leadingTo(parameters), migrationsDirectory });
  const file = (name: string) => join(migrationsDirectory, name);
  const SQL = "-- Up Migration\ncreate table t ();\n";

  it("finds all of them applied", async () => {
    const finding = await find();
    assert.equal(finding.verdict, "ok");
    assert.match(finding.found, /^all \d+ are applied$/);
  });

  it("finds those that are pending", async () => {
    await writeFile(file("0990-add-a.sql"), SQL);
    await writeFile(file("0991-add-b.sql"), SQL);
    const finding = await find();
    assert.equal(finding.verdict, "warning");
    assert.equal(finding.found, "2 pending: 0990-add-a, 0991-add-b");
    assert.equal(finding.fix, "npm run db:migrate");
  });

  it("finds one that was edited after it was applied", async () => {
    await appendFile(file("0002-create-activities.sql"), "-- one more line\n");
    await assert.rejects(find(), /0002-create-activities\.sql was edited after it was applied/);
  });

  it("finds one that comes before those applied", async () => {
    await rename(file("0003-create-handle-reservations.sql"), file("0003-gone.sql"));
    await assert.rejects(find(), /0003/);
    await rm(file("0003-gone.sql"));
    await assert.rejects(find(), /0003-create-handle-reservations\.sql is gone/);
  });

  it("finds a file whose name is no migration's", async () => {
    await writeFile(file("notes.txt"), "");
    await assert.rejects(find(), /notes\.txt, which is not a migration's name/);
  });
});
