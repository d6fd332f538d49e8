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
    const { checkPulumi, previewOf } = await import("#cloud/pulumi");
    const { requireDatabaseAnswer } = await import("#cloud/require-database-answer");
    const { changeLines, changesIn, unnamedCount } = await import("#lib/plan/changes");
    const { ROOT } = await import("#lib/root");
    const { readStackFile } = await import("#lib/stack-config/stack-file");
    const { stack, print, steps } = context;
    const { check } = context.watchInterrupt();
    const at = { stack, env: process.env, check };

    await checkPulumi(at);
    const config = await readStackFile(ROOT, stack.split("/").at(-1)!);
    await steps.run("Account", () => checkSignedIn(config));
    await steps.run("Database", () => requireDatabaseAnswer(config, at.env));
    const preview = await steps.run("Refresh, as a preview", () => previewOf(at, "refresh"));
    const differences = changesIn(preview);
    const unnamed = unnamedCount(preview);
    const count = differences.length + unnamed;
    if (count === 0) {
      print(`No difference: AWS has what the state of stack ${stack} says.`);
      return { stack, differences, unnamed };
    }
    for (const line of changeLines(differences)) print(line);
    if (unnamed > 0) {
      print(
        `${unnamed} more without a name. See: pulumi refresh --preview-only --run-program --diff --stack ${stack}`,
      );
    }
    const gone = differences.filter(({ change }) => change === "delete").length;
    print(`Stack ${stack}: ${count - gone} differ, ${gone} gone.`);
    print(
      `To set it right: pulumi refresh --run-program --stack ${stack}, then: npm run deploy -- --target ${stack}`,
    );
    context.exitCode = 1;
    return { stack, differences, unnamed };
  },
});

await runCommand(command, import.meta.filename);
