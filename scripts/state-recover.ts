import { COMMON_OPTIONS, YES_OPTION } from "#cli/options";
import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";

const STATE_PLACE = {
  ...COMMON_OPTIONS.stateDirectory,
  summary: "where the state of before is kept, in stack-states",
};

export const command = defineCommand({
  name: "state:recover",
  summary: "Take into a stack's state what runs on AWS and the state does not know",
  details: [
    "After an up that was killed, a lost state, or two states of one stack: what the plan would make is looked for by",
    "its fixed name, and what is there is imported. Nothing on AWS is changed, and nothing that the state has already.",
    "The state of before is kept in a file. Resources of other stacks are refused. The next deploy shows what is left.",
  ].join("\n"),
  on: "stack",
  options: { yes: YES_OPTION, stateDirectory: STATE_PLACE },
  changes: true,
  async run(context, { yes }) {
    const { requirePulumi } = await import("#cloud/pulumi");
    const { recoverStack } = await import("#cloud/recovery/recover-stack");
    const { signedInStack } = await import("#cloud/signed-in-stack");
    const { RefusedError } = await import("#lib/errors");
    const { askFor } = await import("#lib/terminal/consent");
    const { typed } = await import("#lib/terminal/typed");
    const { stack, dryRun, interactive, print, steps, stateDirectory } = context;

    const { config, at } = await signedInStack(context, async (found) => {
      // The first that writes components and providers into the file of a plan.
      await requirePulumi("3.259", process.env);
      if (found.environment !== "local") return found;
      throw new RefusedError(
        `Stack ${stack} is local: it has nothing on AWS. Nothing was done.`,
        "Name a stack that is on AWS: pulumi stack ls",
      );
    });
    const again = `To do it: ${typed("state:recover", `--target ${stack} --yes`)}`;
    const question = "Type yes to take them into the state: ";
    const consent = async () => {
      if (!yes) await askFor("yes", { interactive, question, again });
    };
    const { region } = config;
    const done = await recoverStack(at, { region, dryRun, stateDirectory, consent, print, steps });
    print(
      dryRun && done.taken.length > 0
        ? `To take them in: ${typed("state:recover", `--target ${stack}`)}`
        : `See what an up would still change: npm run deploy -- --target ${stack} --dry-run`,
    );
    return { stack, ...done, applied: done.backup !== undefined };
  },
});

await runCommand(command, import.meta.filename);
