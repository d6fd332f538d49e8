import type { Lease, LeasePlan } from "./lease.ts";

/** The outcome of an open, in lines for people. */
export function openText(
  plan: LeasePlan,
  { address, port, dryRun }: { address: string; port: number; dryRun: boolean },
): string[] {
  const until = plan.expires ? ` until ${timeText(plan.expires)}` : "";
  const may = `${address} may connect to port ${port}`;
  const lines = revokedText(plan, dryRun);
  if (plan.outcome === "shared") {
    const whose = plan.held ? `the lease of ${ownerText(plan.held)}` : "a rule that is no lease";
    return [
      ...lines,
      `${may}${until}: ${whose} lets it in, and AWS takes no second rule for one address.`,
    ];
  }
  const done = { opened: "Opened", moved: "Moved your lease", renewed: "Renewed your lease" };
  const would = {
    opened: "Would open",
    moved: "Would move your lease",
    renewed: "Would renew your lease",
  };
  const outcome = plan.outcome as keyof typeof done;
  return [...lines, `${(dryRun ? would : done)[outcome]}: ${may}${until}.`];
}

/** Whose rules a plan has taken away, a line for each. */
export function revokedText(plan: LeasePlan, dryRun: boolean): string[] {
  const verb = dryRun ? "Would close" : "Closed";
  return plan.actions.flatMap((action) => {
    if (action.kind !== "revoke") return [];
    const what = action.why === "expired" ? "the expired lease" : "the lease";
    return [`${verb} ${what} of ${ownerText(action.lease)}: ${action.lease.address}.`];
  });
}

export const ownerText = ({ developer, workspace }: Pick<Lease, "developer" | "workspace">) =>
  `${developer} at ${workspace}`;

/** `2026-11-24 18:00 UTC`: a lease is shared by people in several time zones. */
export const timeText = (time: Date) => `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
