import { defineCommand } from "#cli/command";
import { UserError } from "#lib/errors";
import type { JudgedPlan } from "#lib/plan/plan-markdown";
import { runCommand } from "#cli/run-command";
import type { StackConfig } from "#lib/stack-config/stack-config";

export const command = defineCommand({
  name: "plan:comment",
  summary: "Write a stack's plan as Markdown, for a comment on a pull request",
  details: [
    "What changes by name, what guard and policies say, and the cost, as npm run deploy would tell them. It is written",
    "also where no plan could be made, and says why. Exit code 1 when a deploy would not go on from it.",
    "docs/continuous-integration.md tells of the workflow that posts it.",
  ].join("\n"),
  on: "stack",
  options: {
    output: {
      type: "value",
      value: "FILE",
      summary: "where it is written",
      defaultText: "standard output",
    },
    base: {
      type: "value",
      value: "COMMIT",
      summary: "what the cost is compared with: git's name of the commit before, HEAD^1",
      parse: parseCommit,
    },
    commit: { type: "value", value: "TEXT", summary: "the commit that the Markdown names" },
  },
  changes: false,
  async run(context, { output, base, commit }) {
    const { checkPulumi } = await import("#cloud/pulumi");
    const { costChange } = await import("#lib/cost/cost-change");
    const { mayBeApplied, planMarkdown } = await import("#lib/plan/plan-markdown");
    const { ROOT } = await import("#lib/root");
    const { readStackFile } = await import("#lib/stack-config/stack-file");
    const { stack, note, print, steps } = context;
    const { check } = context.watchInterrupt();

    await checkPulumi({ stack, env: process.env });
    const name = stack.split("/").at(-1)!;
    const config = await orUserError(() => readStackFile(ROOT, name));
    const plan =
      config instanceof UserError
        ? config
        : await orUserError(() => steps.run("Plan", () => judgedPlan(config, stack, check)));
    check();
    const before = base === undefined ? undefined : await configAt(base, name, note);
    const cost = config instanceof UserError ? [] : costChange(config, before);
    const markdown = planMarkdown({ stack, plan, cost, commit });
    if (output === undefined) print(markdown.trimEnd());
    else {
      const { writeFile } = await import("node:fs/promises");
      await writeFile(output, markdown);
      print(`Written to ${output}.`);
    }
    if (!mayBeApplied(plan)) {
      note("A deploy would not go on from this plan; the Markdown says why.");
      context.exitCode = 1;
    }
    // No value of an input, here too: whoever reads a comment may read the log beside it.
    const judged =
      plan instanceof UserError
        ? { error: plan.message, hint: plan.hint }
        : { ...plan, changes: plan.changes.map(({ values: _, ...change }) => change) };
    return { stack, ...judged, cost, markdown };
  },
});

async function judgedPlan(
  config: StackConfig,
  stack: string,
  check: () => void,
): Promise<JudgedPlan> {
  const { checkSignedIn } = await import("#cloud/deploy/deploy-stack");
  const { previewOf } = await import("#cloud/pulumi");
  const { judgePlan } = await import("#lib/plan/judge-plan");

  await checkSignedIn(config);
  // Whoever deploys has another address than whoever plans: their lease would be a change of every plan.
  const env = { ...process.env, CRUDDUR_LEASE: "keep" };
  return judgePlan(await previewOf({ stack, env, check }), new Date());
}

/** What the user can mend is part of the Markdown. */
async function orUserError<T>(work: () => Promise<T>): Promise<T | UserError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** A stack's configuration at a commit; undefined, with a note, where there is none that can be read. */
async function configAt(
  commit: string,
  stack: string,
  note: (text: string) => void,
): Promise<StackConfig | undefined> {
  const { $ } = await import("#lib/terminal/program");
  const { ROOT } = await import("#lib/root");
  const { parseStackFile } = await import("#lib/stack-config/stack-file");
  const { exitCode, stdout, stderr } = await $({
    cwd: ROOT,
  })`git show ${`${commit}:Pulumi.${stack}.yaml`}`;
  const config =
    exitCode === 0
      ? await orUserError(async () => parseStackFile(stdout, stack))
      : new UserError(stderr.trim(), "");
  if (!(config instanceof UserError)) return config;
  note(`The cost of before is not known: ${config.message}`);
  return undefined;
}

/** It is an argument of git's, where a leading hyphen would make an option of it. */
function parseCommit(text: string): string {
  if (/^[A-Za-z0-9][^\s:]*$/.test(text)) return text;
  throw new Error("a commit's name is wanted, such as HEAD^1.");
}

await runCommand(command, import.meta.filename);
