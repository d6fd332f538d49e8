import { defineCommand } from "#cli/command";
import { isLive } from "#lib/lease/lease";
import { LEASE_PLACE_OPTIONS } from "#cli/lease-options";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "dev-ip:list",
  summary: "Show which developers' addresses a stack's database lets in, and until when",
  on: "nothing",
  options: LEASE_PLACE_OPTIONS,
  changes: false,
  async run({ name, print }, options) {
    const { leasePlace } = await import("#cloud/lease-place");
    const place = await leasePlace(options, name, process.env);
    const { SecurityGroupLeases } = await import("#cloud/security-group-leases");
    const found = await new SecurityGroupLeases(place).list();
    const leases = found.leases.map((lease) => ({ ...lease, isLive: isLive(lease, found.now) }));
    const { ownerText, timeText } = await import("#lib/lease/text");
    for (const lease of leases) {
      const expires = lease.expires ? timeText(lease.expires) : "a time that cannot be read";
      const until = lease.isLive ? `until ${expires}` : `expired ${expires}`;
      print(`${lease.address.padEnd(15)}  ${until}  ${ownerText(lease)}`);
    }
    if (leases.length === 0) print("There are no leases.");
    return { leases };
  },
});

await runCommand(command, import.meta.filename);
