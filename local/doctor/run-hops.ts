import { messageOf, UserError } from "#lib/errors";
import { warning, type DoctorContext, type Finding, type Hop, type Verdict } from "./hop.ts";

/** What came of one hop. */
export interface HopReport {
  readonly id: string;
  readonly title: string;
  /** `skipped`: a hop that it needs is broken, or has nothing to look at. */
  readonly verdict: Verdict | "skipped";
  readonly found: string;
  readonly fix?: string;
}

/** A hop's own time, in ms; a doctor that hangs helps nobody. */
export const HOP_MS = 3_000;

type Given = Omit<DoctorContext, "signal">;

/**
 * Looks at every hop, side by side but for those that need another, and tells of each in the order of the list.
 *
 * @param onReport told of each as soon as all before it are known
 */
export async function runHops(
  hops: readonly Hop[],
  context: Given,
  { timeoutMs = HOP_MS, onReport = (_: HopReport) => {} } = {},
): Promise<HopReport[]> {
  const outcomes = new Map<string, Promise<Outcome>>();
  for (const hop of hops) {
    const needed = (hop.needs ?? []).map((id) => {
      const outcome = outcomes.get(id);
      if (!outcome) throw new Error(`Hop ${hop.id} needs ${id}, which does not come before it.`);
      return outcome;
    });
    if (outcomes.has(hop.id)) throw new Error(`Two hops are called ${hop.id}.`);
    outcomes.set(hop.id, lookAt(hop, needed, context, timeoutMs));
  }
  const reports: HopReport[] = [];
  for (const outcome of outcomes.values()) {
    const { report } = await outcome;
    reports.push(report);
    onReport(report);
  }
  return reports;
}

interface Outcome {
  readonly report: HopReport;
  /** The title of the hop at fault, when those that need this one cannot be looked at. */
  readonly blockedBy: string | undefined;
}

async function lookAt(
  hop: Hop,
  needed: readonly Promise<Outcome>[],
  context: Given,
  timeoutMs: number,
): Promise<Outcome> {
  const { id, title } = hop;
  const [blockedBy] = (await Promise.all(needed)).flatMap((outcome) => outcome.blockedBy ?? []);
  if (blockedBy !== undefined) {
    const found = `not checked: needs ${blockedBy}`;
    return { report: { id, title, verdict: "skipped", found }, blockedBy };
  }
  const { blocks, ...finding } = await findingOf(hop, context, timeoutMs);
  const isBlocking = blocks ?? finding.verdict === "broken";
  return { report: { id, title, ...finding }, blockedBy: isBlocking ? title : undefined };
}

async function findingOf(hop: Hop, context: Given, timeoutMs: number): Promise<Finding> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<Finding>((resolve) => {
    signal.addEventListener("abort", () =>
      resolve({
        ...warning(`not known within ${timeoutMs / 1_000} s`, "npm run doctor"),
        blocks: true,
      }),
    );
  });
  try {
    return await Promise.race([hop.run({ ...context, signal }), late]);
  } catch (error) {
    const { hint } = error instanceof UserError ? error : {};
    return {
      verdict: "broken",
      found: messageOf(error).replace(/\.$/, ""),
      ...(hint === undefined ? {} : { fix: hint }),
    };
  }
}
