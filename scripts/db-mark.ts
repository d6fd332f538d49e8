import { defineCommand } from "#cli/command";
import { runCommand } from "#cli/run-command";
import { UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import type { StackContext } from "#lib/terminal/command-context";

export const command = defineCommand({
  name: "db:mark",
  summary: "Mark the restored database of a second stack as that stack's own",
  details: [
    "A database that comes from another stack's snapshot says so, and the chores refuse it until then. It shows the marker",
    "that is there, and the rows, and writes the stack's name into it, with a fingerprint of its own. Rows of another",
    "environment are refused, and so is a server that the other stack works with.",
  ].join("\n"),
  on: "stack",
  options: {
    confirm: {
      type: "value",
      value: "NAME",
      summary: "the stack that the database says it is of, as consent",
    },
  },
  changes: true,
  async run(context, { confirm }) {
    const { mark, readMarked, refuseMark } = await import("#database/fence/mark");
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const { withTarget } = await import("#targets/with-target");
    const { name, stack, dryRun, note, print } = context;
    const env = process.env;
    const outputs = await readStackOutputs(stack, env);
    return withTarget(stack, { name, note, env }, async (target: Target) => {
      const { marker, contents, isRight } = await readMarked(target, name);
      print(`It says it is environment "${marker.environment}", stack ${marker.stack}.`);
      for (const line of contents) print(`  ${line}`);
      if (isRight) {
        print("That is what it should say: there is nothing to do.");
        return { marker, marked: false };
      }
      const other = await readStackOutputs(marker.stack, env).catch((error: unknown) => {
        if (error instanceof UserError) return undefined; // gone, or never one of this account's
        throw error;
      });
      const own = outputs.databaseResourceId;
      refuseMark(target, marker, { liveOn: other?.databaseResourceId, own });
      print(`It would say: environment "${target.environment}", stack ${stack}.`);
      if (dryRun) return { marker, marked: false };
      await agreed(context, marker.stack, confirm);
      const now = await mark(target, marker, name);
      print(`It says now: environment "${now.environment}", stack ${now.stack}.`);
      return { marker: now, before: marker, marked: true };
    });
  },
});

async function agreed(
  { stack, interactive }: StackContext,
  from: string,
  confirm: string | undefined,
): Promise<void> {
  const { typedAgain } = await import("#lib/terminal/typed");
  const { confirmName } = await import("#lib/terminal/consent");
  await confirmName(from, {
    confirm,
    interactive,
    wrong: (name) => `--confirm says ${JSON.stringify(name)}, and the database says stack ${from}.`,
    question: `Type the name of the stack that it was (${from}) to mark it anew: `,
    again: `If it is to be stack ${stack}'s: ${typedAgain("db:mark", [
      ["--target", stack],
      ["--confirm", from],
    ])}`,
  });
}

await runCommand(command, import.meta.filename);
