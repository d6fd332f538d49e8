import { defineCommand } from "#cli/command";
import { LEASE_OWNER_OPTIONS, LEASE_PLACE_OPTIONS } from "#cli/lease-options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "dev-ip:close",
  summary: "Close this machine's address to a stack's database again",
  details: "Your own lease at this workspace, and no other.",
  on: "nothing",
  options: { ...LEASE_PLACE_OPTIONS, ...LEASE_OWNER_OPTIONS },
  changes: true,
  async run({ name, dryRun, print, stateDirectory }, options) {
    const { leaseOwner, leasePlace } = await import("#cloud/lease-place");
    const place = await leasePlace(options, name, process.env);
    const owner = await leaseOwner(place.stack, options, {
      env: process.env,
      stateDirectory,
    });
    const { SecurityGroupLeases } = await import("#cloud/security-group-leases");
    const plan = await new SecurityGroupLeases(place).close(owner, { dryRun });
    const { ownerText, revokedText } = await import("#lib/lease/text");
    for (const line of revokedText(plan, dryRun)) print(line);
    if (plan.actions.length === 0) print(`There is no lease of ${ownerText(owner)}.`);
    return { owner, ...plan };
  },
});

await runCommand(command, import.meta.filename);
