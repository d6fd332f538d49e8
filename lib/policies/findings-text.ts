import type { Finding, Undecided } from "./finding.ts";
import type { Verdict } from "./findings-for.ts";

/** A finding in one paragraph, for the policy pack's report, which names the controls beside it. */
export function findingText({ found, wanted, change }: Finding): string {
  return `${found}; wanted is ${wanted}. ${change}`;
}

/** The verdict in one line. */
export function verdictLine({ findings, waived, undecided }: Verdict): string {
  const excused = waived.length === 0 ? "" : `, ${counted(waived.length, "is", "are")} excused`;
  const open = undecided.length === 0 ? "" : `, ${undecided.length} cannot be told before the up`;
  const found =
    findings.length === 0
      ? "No findings"
      : `${findings.length} finding${findings.length === 1 ? "" : "s"}`;
  return `${found}${excused}${open}.`;
}

/** Open questions, a line for each rule: `function-in-two-zones of cruddur-api-function, …: vpcConfig.subnetIds`. */
export function undecidedLines(undecided: readonly Undecided[]): string[] {
  return [...new Set(undecided.map(({ rule }) => rule))].map((rule) => {
    const all = undecided.filter((it) => it.rule === rule);
    const properties = [...new Set(all.map(({ property }) => property))];
    const resources = [...new Set(all.map(({ resource }) => resource))];
    return `${rule}: ${properties.join(", ")} of ${resources.join(", ")}`;
  });
}

const counted = (count: number, one: string, many: string) =>
  `${count} ${count === 1 ? one : many}`;
