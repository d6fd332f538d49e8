import { defineCommand } from "#cli/command";
import { YES_OPTION } from "#cli/options";
import { runCommand } from "#cli/run-command";
import { parseRepository } from "#lib/account-access/github";

export const command = defineCommand({
  name: "bootstrap",
  summary: "Make what an account needs before a stack is deployed by a team or by CI",
  details: [
    "A bucket for the state and a key for its secrets; policies for who deploys, develops and reads, made from the",
    "calls of the plans; a boundary for the roles that the stack makes; with --github roles for a repository's jobs.",
    "It shows first what it would make and what has changed since, and asks. Typed again it changes nothing, goes on",
    "where it was cut off, and sets right what somebody has changed. It wants an administrator's rights, once.",
  ].join("\n"),
  on: "stack",
  options: {
    github: {
      type: "value",
      value: "OWNER/NAME",
      summary: "the repository whose jobs shall plan and deploy",
      parse: parseRepository,
    },
    yes: YES_OPTION,
  },
  changes: true,
  async run(context, { github, yes }) {
    const { bootstrapAccount } = await import("#cloud/bootstrap/bootstrap-account");
    const { askFor } = await import("#lib/terminal/consent");
    const { typedAgain } = await import("#lib/terminal/typed");
    const { name, stack, interactive } = context;
    return bootstrapAccount(context, github, async () => {
      if (yes) return;
      const again = `To do it: ${typedAgain(name, [["--target", stack], ["--yes"]])}`;
      await askFor("yes", { interactive, question: "Type yes to do so: ", again });
    });
  },
});

await runCommand(command, import.meta.filename);
