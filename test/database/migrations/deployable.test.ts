import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { refuseUndeployable } from "#database/migrations/deployable";
import { EXIT, type UserError } from "#lib/errors";

describe("refuseUndeployable", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cruddur-migrations-"));
    await write("0001-one.sql", "select 1;");
    await write("0003-three.sql", "select 3;");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, sql: string) =>
    writeFile(path.join(folder, name), `-- Up Migration\n${sql}\n-- Down Migration\nselect 0;\n`);
  const deployed = (more: object = {}) => [
    { commit: "01234567", isDirty: false, edited: [], gone: [], all: ["0001-one.sql"], ...more },
  ];

  it("takes what db:migrate takes", async () => {
    await refuseUndeployable([], folder);
    assert.deepEqual(await refuseUndeployable(deployed(), folder), []);
  });

  it("refuses a name, a number that is there twice, and what is still to be written", async () => {
    await write("0004-Four.sql", "select 4;");
    await assert.rejects(refuseUndeployable([], folder), /not a migration's name/);
    await rm(path.join(folder, "0004-Four.sql"));
    await write("0003-other.sql", "select 4;");
    await assert.rejects(refuseUndeployable([], folder), /two migrations with number 0003/);
    await rm(path.join(folder, "0003-other.sql"));
    await write("0004-four.sql", "-- soon");
    await assert.rejects(refuseUndeployable([], folder), /no statement in it yet/);
  });

  it("refuses one that was edited, taken away or put between since it was deployed", async () => {
    await assert.rejects(
      refuseUndeployable(deployed({ edited: ["0001-one.sql"] }), folder),
      (error: UserError) =>
        error.exitCode === EXIT.refused &&
        /0001-one\.sql was edited after it was deployed with commit 01234567/.test(error.message),
    );
    await assert.rejects(
      refuseUndeployable(deployed({ gone: ["0002-two.sql"] }), folder),
      /deployed with 0002-two\.sql, which this checkout lacks/,
    );
    await assert.rejects(
      refuseUndeployable(deployed({ all: ["0001-one.sql", "0005-five.sql"] }), folder),
      /0003-three\.sql comes before 0005-five\.sql/,
    );
  });

  it("warns of the same where the up had changes that were not committed: they may be these", async () => {
    const dirty = deployed({ isDirty: true, edited: ["0001-one.sql"] });
    const warnings = await refuseUndeployable([...deployed(), ...dirty], folder);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /^0001-one\.sql was edited after .* commit 01234567\. .*\(git checkout 01234567 -- /,
    );
    await assert.rejects(
      refuseUndeployable([...deployed({ edited: ["0001-one.sql"] }), ...dirty], folder),
      /was edited after/,
    );
  });
});
