import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { processState } from "#local/postgres/process/state";
import { removeLeftovers, startThrowAway, throwAwayParent } from "#local/postgres/throw-away";

describe("startThrowAway", () => {
  it("gives each caller a server of its own, and removes it when it is stopped", async () => {
    const [one, other] = await Promise.all([startThrowAway(), startThrowAway()]);
    assert.notEqual(one.port, other.port);
    await one.stop();
    assert.equal(existsSync(one.directory), false);
    assert.equal(await isThere(one.pid), false);
    assert.equal(await other.isRunning(), true);
    await other.stop();
  });

  it("leaves nothing when its process ends without stopping it", async () => {
    const { directory, pid } = await runOwner("exit");
    assert.equal(existsSync(directory), false);
    while (await isThere(pid)) await delay(20);
  });
});

describe("removeLeftovers", () => {
  it("removes what a killed process has left, and nothing that is in use", async () => {
    const inUse = await startThrowAway();
    const { directory, pid } = await runOwner("die");
    assert.equal(existsSync(directory), true);
    assert.equal(await isThere(pid), true);
    await removeLeftovers(await throwAwayParent());
    assert.equal(existsSync(directory), false);
    assert.equal(await isThere(pid), false);
    assert.equal(await inUse.isRunning(), true);
    await inUse.stop();
  });
});

/** Runs throw-away-owner.ts to its end. */
function runOwner(ending: "exit" | "die"): Promise<{ directory: string; pid: number }> {
  const script = path.join(import.meta.dirname, "throw-away-owner.ts");
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["--import", "tsx", script, ending], (error, stdout) => {
      if (stdout === "") reject(error ?? new Error("the owner said nothing"));
      else resolve(JSON.parse(stdout) as { directory: string; pid: number });
    });
  });
}

async function isThere(pid: number): Promise<boolean> {
  return (await processState(pid))?.zombie === false;
}
