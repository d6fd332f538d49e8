import assert from "node:assert/strict";
import { startProgram } from "../../bench/program.ts";

describe("the benchmark of the Pulumi program", () => {
  it("learns what the program registered, whatever the program logs", async () => {
    const { registered, modules, mib } = await startProgram("program");
    assert.ok(registered > 50, `${registered} resources`);
    assert.ok(modules.length > 100 && mib > 50);
  });

  it("says what the program said when it fails", async () => {
    await assert.rejects(startProgram("modules", "no-such-file.json"), /no-such-file\.json/);
  });
});
