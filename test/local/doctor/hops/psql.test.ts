import assert from "node:assert/strict";
import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { psql } from "#local/doctor/hops/psql";
import { makeTemporaryDirectory } from "../../postgres/temporary-directory.ts";
import { findingOf } from "../doctor-context.ts";

describe("doctor's hop psql", () => {
  it("tells the version of the one there is, and finds nothing wrong where there is none", async () => {
    const directory = await makeTemporaryDirectory();
    const env = { PATH: directory };
    const without = await findingOf(psql, { env });
    assert.equal(without.verdict, "ok");
    assert.match(without.found, /not installed/);
    assert.match(without.fix!, /postgresql-client|libpq/);

    await writeFile(join(directory, "psql"), '#!/bin/sh\necho "psql (PostgreSQL) 18.1"\n');
    await chmod(join(directory, "psql"), 0o755);
    assert.deepEqual(await findingOf(psql, { env }), {
      verdict: "ok",
      found: "psql (PostgreSQL) 18.1",
    });
    await rm(directory, { recursive: true });
  });
});
