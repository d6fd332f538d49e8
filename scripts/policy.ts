import { defineCommand } from "#cli/command";
import { codeOf, RefusedError, UserError } from "#lib/errors";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "policy",
  summary: "Hold a plan of Pulumi's against the project's policies",
  details: [
    "The plan is a file, what comes by a pipe, or made now of a stack:",
    "",
    "  pulumi preview --json --show-sames --stack dev > preview.json",
    "",
    "Exit code 1 with findings. What a plan cannot tell yet is listed, and looked at again by the policy",
    "pack during the up. Exceptions are data: lib/policies/exceptions.ts.",
  ].join("\n"),
  examples: { "--file preview.json": "a saved plan", "--target dev": "one that is made now" },
  on: "nothing",
  options: {
    file: { type: "value", value: "FILE", short: "f", summary: "a saved preview, or - for a pipe" },
    target: {
      type: "value",
      value: "NAME",
      short: "t",
      summary: "the Pulumi stack whose plan is made now",
    },
    environment: {
      type: "value",
      value: "NAME",
      summary: "how strictly to judge",
      choices: ["dev", "prod"],
      defaultText: "as the stack's configuration says, otherwise prod",
    },
  },
  changes: false,
  async run(context, { file, target, environment: wanted }) {
    if (file !== undefined && target !== undefined) {
      throw new RefusedError(
        "There is --file and --target. Nothing was done.",
        "Leave one of them out.",
      );
    }
    const { policyEnvironment } = await import("#lib/policies/policy-environment");
    const { undecidedLines, verdictLine } = await import("#lib/policies/findings-text");
    const { EXCEPTIONS } = await import("#lib/policies/exceptions");
    const { endingText } = await import("#lib/policies/waive");
    const { verdictOn } = await import("#lib/policies/findings-for");
    const { MAKE_PREVIEW, plannedResources } = await import("#lib/plan/preview");
    const { findingsTable } = await import("#lib/policies/findings-table");

    const preview = target === undefined ? await saved(file) : await planned(target, context.note);
    const environment = wanted ?? policyEnvironment(preview.config);
    const verdict = verdictOn(plannedResources(preview), environment, new Date());
    if (!preview.isWhole) {
      throw new UserError(
        "The plan leaves out what does not change, so that nothing can be said of the whole.",
        `Make it with --show-sames: ${MAKE_PREVIEW}`,
      );
    }
    // Of nothing there are no findings; a stack without a resource still has itself as one.
    if (preview.steps.length === 0 && preview.errors.length === 0) {
      throw new UserError(
        "This is no plan of Pulumi's: there is no resource in it.",
        `Make one: ${MAKE_PREVIEW}`,
      );
    }
    for (const error of preview.errors) context.note(`The plan is not whole: ${error}`);
    if (verdict.findings.length > 0)
      context.print(findingsTable(verdict.findings, process.stdout.columns, preview.stack));
    for (const line of undecidedLines(verdict.undecided))
      context.note(`cannot be told yet: ${line}`);
    const ending = endingText(EXCEPTIONS, [environment], new Date());
    if (ending) context.note(`! ${ending}`);
    context.print(`${verdictLine(verdict)} Judged as ${environment}.`);
    if (verdict.findings.length > 0 || preview.errors.length > 0) context.exitCode = 1;
    return { stack: preview.stack, environment, ...verdict };
  },
});

async function saved(file: string | undefined) {
  const { MAKE_PREVIEW, parsePreview } = await import("#lib/plan/preview");
  if (file === undefined && process.stdin.isTTY) {
    throw new RefusedError(
      "There is no plan: neither --file nor --target, and nothing comes by a pipe. Nothing was done.",
      "Type: npm run policy -- --target dev",
    );
  }
  if (file !== undefined && file !== "-") return parsePreview(await read(file, MAKE_PREVIEW));
  const { text } = await import("node:stream/consumers");
  return parsePreview(await text(process.stdin));
}

async function read(file: string, make: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = codeOf(error);
    const why = code === "ENOENT" ? "is not there" : `cannot be read (${code})`;
    throw new UserError(`The plan ${file} ${why}.`, `Correct --file, or make a plan: ${make}`, {
      cause: error,
    });
  }
}

async function planned(stack: string, note: (text: string) => void) {
  const { checkPulumi, previewOf } = await import("#cloud/pulumi");
  const { ROOT } = await import("#lib/root");
  const { readStackFile } = await import("#lib/stack-config/stack-file");
  const at = { stack, env: process.env };
  await checkPulumi(at);
  // All faults of it at once, and before the engine starts.
  await readStackFile(ROOT, stack.split("/").at(-1)!);
  note(`Pulumi plans stack ${stack} …`);
  return previewOf(at);
}

await runCommand(command, import.meta.filename);
