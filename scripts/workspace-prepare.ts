import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "workspace:prepare",
  summary: "Make packages and database ready before anybody works here, and leave nothing running",
  details:
    "For the image of a workspace (a prebuild): it makes no account, no key and no secret. What is there already stays, " +
    "with the migrations it lacks.",
  on: "local",
  changes: false,
  async run(context) {
    const { prepare } = await import("#local/workspace/prepare");
    const prepared = await prepare(context, process.env);
    context.print(
      prepared.running
        ? "Cruddur runs already; there is nothing to prepare."
        : "Ready. npm start needs no more than a moment now.",
    );
    return prepared;
  },
});

await runCommand(command, import.meta.filename);
