import { createRequire } from "node:module";
import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import { fromRoot } from "#lib/root";

export const command = defineCommand({
  name: "workspace:start",
  summary:
    "Start the local copy in the background, and open your lease on the stack CRUDDUR_TARGET",
  details:
    "For every start of a workspace: one line says what came of each, within 20 s. Nothing that is missing (a sign-in, " +
    "Pulumi, the network) keeps the workspace from starting, so the exit code is 0 all the same.",
  on: "local",
  changes: false,
  async run({ stateDirectory, print }) {
    const { startWorkspace } = await import("#local/workspace/start");
    const { installedSet } = createRequire(import.meta.url)("./package-sets.cjs") as {
      installedSet(root: string): string | undefined;
    };
    const hasAll = installedSet(fromRoot()) === "all";
    const started = await startWorkspace({ stateDirectory, env: process.env, hasAll });
    for (const { ok, says } of [started.copy, ...(started.lease ? [started.lease] : [])]) {
      print(`${ok ? "✓" : "!"} ${says}`);
    }
    // What still goes on does so without us; what was printed is let out first.
    setImmediate(() => process.stdout.write("", () => process.exit()));
    return started;
  },
});

await runCommand(command, import.meta.filename);
