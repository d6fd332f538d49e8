import assert from "node:assert/strict";
import { runProgram } from "#local/postgres/run-program";

describe("runProgram", () => {
  it("tells the code and both outputs when the program has ended", async () => {
    const told = await runProgram("sh", ["-c", "echo one; echo two >&2; exit 3"], undefined);
    assert.deepEqual(
      { ...told, output: told.output.split("\n").sort() },
      {
        code: 3,
        output: ["one", "two"],
      },
    );
  });

  it("does not wait for what the program has started, although that holds its outputs", async () => {
    const started = performance.now();
    const { output } = await runProgram("sh", ["-c", "sleep 30 & echo $!"], undefined);
    assert.ok(performance.now() - started < 20_000);
    process.kill(Number(output));
  });

  it("keeps all of a long output", async () => {
    const { output } = await runProgram(
      "sh",
      ["-c", "seq 1 100000; sleep 30 & echo $!"],
      undefined,
    );
    const lines = output.split("\n");
    assert.equal(lines.length, 100_001);
    process.kill(Number(lines.at(-1)));
  });
});
