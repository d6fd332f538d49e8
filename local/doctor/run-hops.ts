import { messageOf, UserError } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { warning, type DoctorContext, type Finding, type Hop, type Verdict } from "./hop.ts";

/** The report on one hop, looked at or skipped. */
export interface HopReport {
  readonly id: string;
  readonly title: string;
  /** `skipped`: a hop that it needs is broken, or has nothing to look at. */
  readonly verdict: Verdict | "skipped";
  readonly found: string;
  readonly fix?: string;
}

/** A hop's own time, in ms; a doctor that hangs helps nobody. */
const HOP_MS = 3_000;

type Given = Omit<DoctorContext, "signal">;

/**
 * Looks at one hop after the other: side by side, each would pay with its own time for what the others load.
 *
 * @param onReport told of each as soon as it is known
 */
export async function runHops(
  hops: readonly Hop[],
  context: Given,
  { timeoutMs = HOP_MS, onReport = (_: HopReport) => {} } = {},
): Promise<HopReport[]> {
  refuseDisorder(hops);
  const reports: HopReport[] = [];
  /** By id of a hop that cannot be passed, the title of the one at fault. */
  const blocked = new Map<string, string>();
  for (const { id, title, needs = [], run } of hops) {
    const fault = needs.flatMap((needed) => blocked.get(needed) ?? [])[0];
    const { blocks, ...finding } =
      fault === undefined ? await findingOf(run, context, timeoutMs) : skipped(fault);
    const report: HopReport = { id, title, ...finding };
    if (blocks ?? report.verdict === "broken") blocked.set(id, fault ?? title);
    reports.push(report);
    onReport(report);
  }
  return reports;
}

const skipped = (fault: string) => ({
  verdict: "skipped" as const,
  found: `not checked: needs ${fault}`,
  blocks: true,
});

/** Throws when the list is one that cannot be gone through; that is a bug of whoever wrote it. */
function refuseDisorder(hops: readonly Hop[]): void {
  const seen = new Set<string>();
  for (const { id, needs = [] } of hops) {
    const missing = needs.find((needed) => !seen.has(needed));
    if (missing) throw new Error(`Hop ${id} needs ${missing}, which does not come before it.`);
    if (seen.has(id)) throw new Error(`Two hops are called ${id}.`);
    seen.add(id);
  }
}

async function findingOf(run: Hop["run"], context: Given, timeoutMs: number): Promise<Finding> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<Finding>((resolve) => {
    signal.addEventListener("abort", () =>
      resolve({
        ...warning(`not known within ${timeoutMs / 1_000} s`, typed("doctor")),
        blocks: true,
      }),
    );
  });
  try {
    return await Promise.race([run({ ...context, signal }), late]);
  } catch (error) {
    const { hint } = error instanceof UserError ? error : {};
    return {
      verdict: "broken",
      found: messageOf(error).replace(/\.$/, ""),
      ...(hint === undefined ? {} : { fix: hint }),
    };
  }
}
