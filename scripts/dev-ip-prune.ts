import { defineCommand } from "#cli/command";
import { LEASE_PLACE_OPTIONS } from "#cli/lease-options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "dev-ip:prune",
  summary: "Take every expired lease off a stack's security group",
  details: "Whosever it is. Expired is what AWS's clock says; rules that are no leases stay.",
  on: "nothing",
  options: LEASE_PLACE_OPTIONS,
  changes: true,
  async run({ name, dryRun, print }, options) {
    const { leasePlace } = await import("#cloud/lease-place");
    const place = await leasePlace(options, name, process.env);
    const { SecurityGroupLeases } = await import("#cloud/security-group-leases");
    const plan = await new SecurityGroupLeases(place).prune({ dryRun });
    const { revokedText } = await import("#lib/lease/text");
    for (const line of revokedText(plan, dryRun)) print(line);
    if (plan.actions.length === 0) print("No lease has expired.");
    return plan;
  },
});

await runCommand(command, import.meta.filename);
