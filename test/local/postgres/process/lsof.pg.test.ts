import assert from "node:assert/strict";
import { directoriesFromLsof, parseDirectories } from "#local/postgres/process/lsof";
import { directoriesFromProc } from "#local/postgres/process/orphans";
import { HAS_PROC } from "#local/postgres/process/state";
import { programsOnPath } from "#lib/programs-on-path";
import { startThrowAway } from "#local/postgres/throw-away";

describe("directoriesFromLsof", () => {
  it("tells what /proc tells: where servers work, theirs and their sessions'", async function () {
    const hasLsof = (await programsOnPath("lsof", process.env)).length > 0;
    if (!HAS_PROC || !hasLsof) this.skip();
    const server = await startThrowAway();
    try {
      const working = (directories: Map<number, string>) =>
        [...directories].flatMap(([pid, at]) => (at === server.dataDirectory ? [pid] : [])).sort();
      const pids = working(await directoriesFromLsof());
      assert.ok(pids.includes(server.pid) && pids.length > 1);
      assert.deepEqual(pids, working(await directoriesFromProc()));
      assert.deepEqual(
        await directoriesFromLsof(server.pid),
        new Map([[server.pid, server.dataDirectory]]),
      );
    } finally {
      await server.stop();
    }
  });

  it("is empty when there is no such process", async () => {
    assert.deepEqual(await directoriesFromLsof(2 ** 22 + 1), new Map());
  });
});

describe("parseDirectories", () => {
  it("reads a process' directory, blanks and all", () => {
    const text = "p12\nfcwd\nn/private/var/folders/x/für alle\np13\nfcwd\nn/\n";
    assert.deepEqual(
      parseDirectories(text),
      new Map([
        [12, "/private/var/folders/x/für alle"],
        [13, "/"],
      ]),
    );
  });
});
