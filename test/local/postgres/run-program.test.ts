import assert from "node:assert/strict";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { findBinaries } from "#local/postgres/binaries";
import { runProgram } from "#local/postgres/run-program";
import { makeTemporaryDirectory } from "./temporary-directory.ts";

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

  it("says what a system without glibc lacks", async () => {
    const directory = await makeTemporaryDirectory();
    try {
      // A program whose loader is not there, as on Alpine. On macOS, whose programs name theirs otherwise, a script's.
      const program = path.join(directory, "pg_ctl");
      const text = await readFile((await findBinaries()).pgCtl, "latin1");
      const unloadable = text.includes("/ld-linux")
        ? text.replace("/ld-linux", "/no-linux")
        : "#!/no";
      await writeFile(program, unloadable, "latin1");
      await chmod(program, 0o755);
      const fault = { name: "UserError", message: /needs glibc, which Alpine/, hint: /Debian/ };
      await assert.rejects(runProgram(program, ["-V"], undefined), fault);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("says so when a program is gone", async () => {
    const fault = { name: "UserError", message: /gone.exe is missing/, hint: /npm ci/ };
    await assert.rejects(runProgram("/nowhere/gone.exe", [], undefined), fault);
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
