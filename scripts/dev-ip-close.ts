import { defineLocalChore } from "#cli/command";
import { LEASE_OWNER_OPTIONS, LEASE_PLACE_OPTIONS } from "#cli/lease-options";
import { runChore } from "#cli/run-command";

export const chore = defineLocalChore({
  name: "dev-ip:close",
  summary: "Close this machine's address to a stack's database again",
  details: "Your own lease at this workspace, and no other.",
  options: { ...LEASE_PLACE_OPTIONS, ...LEASE_OWNER_OPTIONS },
  changes: true,
  async run({ chore, dryRun, print }, options) {
    const { leaseOwner, leasePlace } = await import("#cloud/lease-place");
    const place = await leasePlace(options, chore, process.env);
    const owner = await leaseOwner(place.stack, options, process.env);
    const { SecurityGroupLeases } = await import("#cloud/security-group-leases");
    const plan = await new SecurityGroupLeases(place).close(owner, { dryRun });
    const { ownerText, revokedText } = await import("#lib/lease/text");
    for (const line of revokedText(plan, dryRun)) print(line);
    if (plan.actions.length === 0) print(`There is no lease of ${ownerText(owner)}.`);
    return { owner, ...plan };
  },
});

await runChore(chore, import.meta.filename);
