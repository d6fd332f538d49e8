import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "drift",
  summary: "Compare what a stack has in AWS with its state, and change neither",
  details: [
    "What was changed or deleted since the last deploy, by name. The exit code is 1 when something differs.",
    "Where the database is public its roles and privileges are looked at too: its port is tried once, and must answer",
    "(rds:start, dev-ip:open). db:drift compares the schema.",
  ].join("\n"),
  on: "stack",
  changes: false,
  async run(context) {
    const { lookForDrift } = await import("#cloud/refresh");
    const { signedInStack } = await import("#cloud/signed-in-stack");
    const { driftCount, stackDriftLines } = await import("#lib/plan/stack-drift");
    const { stack, print, steps } = context;

    const { config, at } = await signedInStack(context);
    const drift = await lookForDrift(config, at, steps);
    for (const line of stackDriftLines(stack, drift)) print(line);
    if (driftCount(drift) === 0) return { stack, ...drift };
    print(
      `To set it right: npm run state:refresh -- --target ${stack}, then: npm run deploy -- --target ${stack}`,
    );
    context.exitCode = 1;
    return { stack, ...drift };
  },
});

await runCommand(command, import.meta.filename);
