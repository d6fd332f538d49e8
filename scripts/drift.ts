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
    const { checkSignedIn } = await import("#cloud/deploy/deploy-stack");
    const { checkPulumi } = await import("#cloud/pulumi");
    const { lookForDrift } = await import("#cloud/refresh");
    const { stackDriftLines } = await import("#lib/plan/stack-drift");
    const { ROOT } = await import("#lib/root");
    const { readStackFile } = await import("#lib/stack-config/stack-file");
    const { stack, print, steps } = context;
    const { check } = context.watchInterrupt();
    const at = { stack, env: process.env, check };

    await checkPulumi(at);
    const config = await readStackFile(ROOT, stack.split("/").at(-1)!);
    await steps.run("Account", () => checkSignedIn(config));
    const drift = await lookForDrift(config, at, steps);
    for (const line of stackDriftLines(stack, drift)) print(line);
    if (drift.differences.length + drift.unnamed === 0) return { stack, ...drift };
    print(
      `To set it right: npm run state:refresh -- --target ${stack}, then: npm run deploy -- --target ${stack}`,
    );
    context.exitCode = 1;
    return { stack, ...drift };
  },
});

await runCommand(command, import.meta.filename);
