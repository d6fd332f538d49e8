import { YES_OPTION } from "#cli/options";
import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "state:refresh",
  summary: "Take into a stack's state what was changed on AWS meanwhile",
  details: [
    "What drift lists is written into the state, so that the next deploy sets it right. Nothing on AWS is changed. The",
    "program tells how its providers log in today, since the password in a state is stale after a week.",
  ].join("\n"),
  on: "stack",
  options: { yes: YES_OPTION },
  changes: true,
  async run(context, { yes }) {
    const { streamPulumi } = await import("#cloud/pulumi");
    const { lookForDrift } = await import("#cloud/refresh");
    const { signedInStack } = await import("#cloud/signed-in-stack");
    const { driftCount, stackDriftLines } = await import("#lib/plan/stack-drift");
    const { askFor } = await import("#lib/terminal/consent");
    const { stack, dryRun, interactive, json, print, steps } = context;

    const { config, at } = await signedInStack(context);
    const drift = await lookForDrift(config, at, steps);
    for (const line of stackDriftLines(stack, drift)) print(line);
    if (dryRun || driftCount(drift) === 0) return { stack, ...drift, applied: false };

    const again = `To do it: npm run state:refresh -- --target ${stack} --yes`;
    const question = `Type yes to write this into the state of stack ${stack}: `;
    if (!yes) await askFor("yes", { interactive, question, again });
    at.check();
    const words = ["refresh", "--run-program", "--yes", "--skip-preview", "--non-interactive"];
    await streamPulumi(words, { ...at, json, doing: "refresh the state of" });
    at.check();
    print(`See what a deploy sets right: npm run deploy -- --target ${stack} --dry-run`);
    return { stack, ...drift, applied: true };
  },
});

await runCommand(command, import.meta.filename);
