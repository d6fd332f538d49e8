import { changeSummary } from "#lib/plan/changes";
import { judgePlan, planFault } from "#lib/plan/judge-plan";
import { planLines } from "#lib/plan/plan-lines";
import type { JudgedPlan } from "#lib/plan/plan-markdown";
import type { Preview } from "#lib/plan/preview";
import { EXCEPTIONS } from "#lib/policies/exceptions";
import { findingsTable } from "#lib/policies/findings-table";
import { verdictLine } from "#lib/policies/findings-text";
import { policyEnvironment } from "#lib/policies/policy-environment";
import { endingText } from "#lib/policies/waive";
import type { StackContext } from "#lib/terminal/command-context";

/**
 * Prints a plan with what is to be said of it. Throws where it must not be applied.
 *
 * @param allowed logical names that may be replaced or deleted
 */
export function showPlan(
  preview: Preview,
  allowed: readonly string[],
  { note, print, stack }: Pick<StackContext, "note" | "print" | "stack">,
): JudgedPlan {
  const judged = judgePlan(preview, new Date(), allowed);
  const { changes, verdict } = judged;
  for (const line of planLines(changes)) print(line);
  for (const warning of preview.warnings) note(warning.replaceAll(/^/gm, "! "));
  print(`Stack ${stack}: ${changeSummary(changes)}.`);
  const fault = planFault(preview, judged, allowed);
  if (fault && judged.refusals.length === 0 && verdict.findings.length > 0) {
    note(findingsTable(verdict.findings, process.stderr.columns, stack));
  }
  if (fault) throw fault;
  print(`Policies: ${verdictLine(verdict)}`);
  const ending = endingText(EXCEPTIONS, [policyEnvironment(preview.config)], new Date());
  if (ending) note(`! ${ending}`);
  return judged;
}
