import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { endGroup, killCommand, OWN_GROUP } from "#lib/terminal/process-group";

describe("endGroup", () => {
  it("ends a program and what it has started, and does not mind when all is gone", async () => {
    // The outer one waits for the inner one, which nobody tells; the pipe closes when neither holds it.
    const program = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "inherit" }); console.log("begun")`;
    const child = spawn(process.execPath, ["-e", program], {
      ...OWN_GROUP,
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(child.stdout, "data");
    endGroup(child.pid!, "SIGTERM");
    await once(child, "close");
    endGroup(child.pid!, "SIGTERM");
  });
});

describe("killCommand", () => {
  it("is what the system has", () => {
    assert.equal(killCommand(4711, "win32"), "taskkill /f /pid 4711");
    assert.equal(killCommand(4711, "darwin"), "kill -9 4711");
  });
});
