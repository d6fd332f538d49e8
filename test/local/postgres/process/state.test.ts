import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { commandInTasklist, processState, stateFromPs } from "#local/postgres/process/state";

describe("processState", () => {
  it("knows this process", async () => {
    const state = await processState(process.pid);
    assert.equal(state?.zombie, false);
    assert.equal(typeof state.born, "string");
  });

  it("is undefined when a process has been reaped", async () => {
    const child = spawn("true");
    await once(child, "close");
    assert.ok(child.pid);
    assert.equal(await processState(child.pid), undefined);
  });

  it("sees a zombie for what it is", async () => {
    const { pid, end } = await startZombie();
    assert.equal((await processState(pid))?.zombie, true);
    assert.equal((await stateFromPs(pid))?.zombie, true);
    end();
  });
});

describe("stateFromPs", () => {
  it("tells program and birth, the same at every look", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    assert.ok(child.pid);
    const first = await stateFromPs(child.pid);
    assert.equal(first?.command, "sleep");
    assert.deepEqual(await stateFromPs(child.pid), first);
    child.kill();
  });

  it("is undefined when there is no such process", async () => {
    assert.equal(await stateFromPs(2 ** 22 + 1), undefined);
  });
});

describe("commandInTasklist", () => {
  for (const [line, command] of [
    ['"postgres.exe","4711","Console","1","95,656 K"\r\n', "postgres"],
    ['\r\n"node.exe","8","Services","0","1.204 Ko"\r\n', "node"],
    ['"System","4","Services","0","8 K"', "System"],
    ["INFO: No tasks are running which match the specified criteria.", undefined],
    ["INFORMATION: Es werden keine Aufgaben mit den angegebenen Kriterien ausgeführt.", undefined],
    ["", undefined],
  ] as const) {
    it(`is ${command} for ${JSON.stringify(line)}`, () => {
      assert.equal(commandInTasklist(line), command);
    });
  }
});

/** A process that has ended, under a parent that does not care. */
async function startZombie(): Promise<{ pid: number; end: () => void }> {
  for (;;) {
    const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 60"]);
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    for (let state = await stateFromPs(pid); state; state = await stateFromPs(pid)) {
      if (state.zombie) return { pid, end: () => parent.kill() };
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    parent.kill(); // the shell was still there to reap it
  }
}
