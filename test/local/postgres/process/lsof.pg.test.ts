import assert from "node:assert/strict";
import pg from "pg";
import { connectionUrlFor } from "#lib/connection/url";
import { directoriesFromLsof, parseDirectories } from "#local/postgres/process/lsof";
import { directoriesFromProc, endOrphans } from "#local/postgres/process/orphans";
import { HAS_PROC, processState } from "#local/postgres/process/state";
import { programsOnPath } from "#lib/programs-on-path";
import { startThrowAway } from "#local/postgres/throw-away";
import { until } from "#test/until";

describe("directoriesFromLsof", () => {
  it("tells what /proc tells: where a server and its sessions work; nothing where there is no lsof", async () => {
    const server = await startThrowAway();
    try {
      if ((await programsOnPath("lsof", process.env)).length === 0) {
        assert.deepEqual(await directoriesFromLsof(), new Map());
        return;
      }
      const working = (directories: Map<number, string>) =>
        [...directories].flatMap(([pid, at]) => (at === server.dataDirectory ? [pid] : [])).sort();
      const pids = working(await directoriesFromLsof());
      assert.ok(pids.includes(server.pid) && pids.length > 1);
      if (HAS_PROC) assert.deepEqual(pids, working(await directoriesFromProc()));
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

describe("endOrphans", () => {
  it("ends by lsof, as on macOS, what goes on of a killed server, and nothing of another", async () => {
    if ((await programsOnPath("lsof", process.env)).length === 0) return;
    const [server, other] = await Promise.all([startThrowAway(), startThrowAway()]);
    try {
      const client = new pg.Client(connectionUrlFor(server));
      client.on("error", () => {}); // it is about to lose its server
      await client.connect();
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      client.query("select count(*) from generate_series(1, 1e12)").catch(() => {});
      const isThere = async () => (await processState(rows[0]!.pid))?.zombie === false;
      process.kill(server.pid, "SIGKILL");
      await until("the server is gone", async () => !(await processState(server.pid)));
      assert.equal(await isThere(), true);
      await endOrphans(server.dataDirectory, () => directoriesFromLsof());
      await until("its session is gone", async () => !(await isThere()));
      assert.equal(await other.isRunning(), true);
    } finally {
      await server.stop();
      await other.stop();
    }
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
