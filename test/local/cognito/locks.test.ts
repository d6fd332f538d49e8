import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { Locks } from "#local/cognito/locks";

describe("Locks", () => {
  it("runs work of one key in turn, of other keys at once", async () => {
    const locks = new Locks();
    const steps: string[] = [];
    const work = (name: string) => async () => {
      steps.push(`${name} begins`);
      await setImmediate();
      steps.push(`${name} ends`);
    };
    await Promise.all([
      locks.run("a", work("a1")),
      locks.run("a", work("a2")),
      locks.run("b", work("b1")),
    ]);
    const ofA = steps.filter((step) => step.startsWith("a"));
    assert.deepEqual(ofA, ["a1 begins", "a1 ends", "a2 begins", "a2 ends"]);
    assert.ok(steps.indexOf("b1 begins") < steps.indexOf("a1 ends"));
  });

  it("goes on after work that failed", async () => {
    const locks = new Locks();
    const failing = locks.run("a", () => Promise.reject(new Error("no")));
    const next = locks.run("a", () => Promise.resolve("done"));
    await assert.rejects(failing, /no/);
    assert.equal(await next, "done");
  });
});
