import { defineCommand } from "#cli/command";
import { YES_OPTION } from "#cli/options";
import type { CommandContext } from "#lib/terminal/command-context";
import { RefusedError, UserError } from "#lib/errors";
import type { Preview } from "#lib/plan/preview";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "deploy",
  summary: "Bring a stack up: plan it, hold the plan against guard and policies, ask, and apply it",
  details: [
    "Nothing is changed before the account is the stack's own, the plan breaks no policy and destroys no",
    "database, user pool or network, and you have said yes. A stopped database is started first. On production a",
    "snapshot of the database is made before its schema changes.",
    "docs/operations.md tells what to do where the guard refuses.",
  ].join("\n"),
  on: "stack",
  options: {
    allowReplace: {
      type: "value",
      value: "NAME",
      summary: "a resource that may be replaced or deleted; may be given several times",
      repeats: true,
      parse: (text: string) => text.split(","),
    },
    yes: YES_OPTION,
  },
  changes: true,
  async run(context, { allowReplace: allowed = [], yes }) {
    const { checkPulumi, previewOf, streamPulumi } = await import("#cloud/pulumi");
    const { checkSignedIn, snapshotDatabase, startStoppedDatabase } =
      await import("#cloud/deploy-stack");
    const { changeLines, changesIn, changeSummary, runsMigrations } =
      await import("#lib/plan/changes");
    const { ROOT } = await import("#lib/root");
    const { readStackFile } = await import("#lib/stack-config/stack-file");
    const { stack, dryRun, json, note, print, steps } = context;
    const { check } = context.watchInterrupt();
    const at = { stack, env: process.env, check };

    await checkPulumi(at);
    const config = await readStackFile(ROOT, stack.split("/").at(-1)!);
    await steps.run("Account", () => checkSignedIn(config));
    const preview = await steps.run("Plan", () => previewOf(at));
    const changes = changesIn(preview);
    for (const line of changeLines(changes)) print(line);
    print(`Stack ${stack}: ${changeSummary(changes)}.`);
    await refuseDestruction(preview, allowed);
    const waived = await judged(preview, context);
    const result = { stack, changes, waived };
    const isProduction = config.environment === "prod";
    const wantsSnapshot = isProduction && runsMigrations(changes);
    if (wantsSnapshot) print("The schema changes: a snapshot of the database is made first.");
    if (dryRun) return { ...result, applied: false };

    await consent(context, stack, isProduction, yes || changes.length === 0);
    check();
    if (changes.length > 0) await startStoppedDatabase(config, at.env, { note, check });
    if (wantsSnapshot) {
      const name = await steps.run("Snapshot", () => snapshotDatabase(config, at.env));
      if (name) note(`The snapshot is ${name}. It is billed until somebody deletes it.`);
      check();
    }
    const words = ["up", "--yes", "--skip-preview", "--non-interactive", "--policy-pack", "policy"];
    await streamPulumi(words, { ...at, json, doing: "bring up" });
    check();
    print(`Stack ${stack} is up.`);
    return { ...result, applied: true };
  },
});

async function refuseDestruction(preview: Preview, allowed: readonly string[]): Promise<void> {
  const { needlessAllowances, refusalsOf } = await import("#lib/plan/guard");
  const needless = needlessAllowances(preview, allowed);
  if (needless.length > 0) {
    throw new RefusedError(
      `Nothing refuses to replace or delete ${needless.join(", ")}. Nothing was done.`,
      "Is it misspelt? The names are those in the list above.",
    );
  }
  const refusals = refusalsOf(preview, allowed);
  if (refusals.length === 0) return;
  const named = refusals.filter(({ canBeAllowed }) => canBeAllowed).map(({ resource }) => resource);
  throw new RefusedError(
    `${refusals.map(({ problem }) => problem).join("\n")}\nNothing was done.`,
    [
      ...new Set(refusals.map(({ instead }) => instead)),
      ...named.map((name) => `If it may be lost for good: --allow-replace ${name}`),
    ].join("\n"),
  );
}

/** Throws with the findings. What cannot be told yet the policy pack looks at during the up. */
async function judged(preview: Preview, { note, print }: CommandContext): Promise<number> {
  const { verdictOn } = await import("#lib/policies/findings-for");
  const { verdictLine } = await import("#lib/policies/findings-text");
  const { policyEnvironment } = await import("#lib/policies/policy-environment");
  const { plannedResources } = await import("#lib/plan/preview");
  const { findingsTable } = await import("#lib/policies/findings-table");
  const environment = policyEnvironment(preview.config);
  const verdict = verdictOn(plannedResources(preview), environment, new Date());
  const { findings, waived } = verdict;
  if (findings.length === 0) {
    print(`Policies: ${verdictLine(verdict)}`);
    return waived.length;
  }
  note(findingsTable(findings, process.stderr.columns));
  const controls = [...new Set(findings.map(({ controls: [first] }) => first))];
  throw new UserError(
    `The plan breaks ${controls.length === 1 ? "a policy" : `${controls.length} policies`}: ${controls.join(", ")}. Nothing was done.`,
    "Change what the table names. What must be borne for a time is an exception with a date: lib/policies/exceptions.ts",
  );
}

async function consent(
  { interactive }: CommandContext,
  stack: string,
  isProduction: boolean,
  isGiven: boolean,
): Promise<void> {
  if (isGiven) return;
  const again = `npm run deploy -- --target ${stack} --yes`;
  if (!interactive) {
    throw new RefusedError("There is nobody to ask. Nothing was done.", `To apply it: ${again}`);
  }
  const { ask } = await import("#lib/terminal/ask");
  const wanted = isProduction ? stack : "yes";
  const said = await ask(
    `Type ${isProduction ? `the stack's name (${stack})` : "yes"} to apply it: `,
  );
  if (said !== wanted)
    throw new RefusedError("That was not it. Nothing was done.", `To apply it: ${again}`);
}

await runCommand(command, import.meta.filename);
