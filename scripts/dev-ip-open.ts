import { defineCommand } from "#cli/command";
import { PORT, wholeNumber } from "#cli/options";
import { RefusedError, UserError } from "#lib/errors";
import { LEASE_OWNER_OPTIONS, LEASE_PLACE_OPTIONS } from "#cli/lease-options";
import { parsePublicAddress } from "#lib/public-address";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "dev-ip:open",
  summary: "Let this machine's public address in to a stack's database, for some hours",
  details: [
    "One rule of the database's security group for each developer and workspace: your former address is closed when the",
    "new one opens, and nobody else's lease is touched. Two sources have to agree on the address; when they do not,",
    "nothing is changed. Then the port is tried, and when nothing answers it says what is likely at fault.",
  ].join("\n"),
  on: "nothing",
  options: {
    ...LEASE_PLACE_OPTIONS,
    ip: {
      type: "value",
      value: "ADDRESS",
      summary: "this IPv4 address instead of the one that two sources agree on",
      parse: parsePublicAddress,
    },
    hours: {
      type: "value",
      value: "NUMBER",
      summary: "how long it stays open, 1 to 168",
      parse: wholeNumber(1, 168),
      default: 12,
    },
    host: { type: "value", value: "NAME", summary: "the database's host, beside --security-group" },
    port: {
      type: "value",
      value: "NUMBER",
      summary: "the database's port, beside --security-group",
      parse: PORT,
      defaultText: "5432",
    },
    ...LEASE_OWNER_OPTIONS,
    noProbe: { type: "flag", summary: "do not try whether the database can be reached" },
  },
  changes: true,
  async run(context, options) {
    const { dryRun, print, note } = context;
    const { leaseOwner, leasePlace } = await import("#cloud/lease-place");
    const place = await leasePlace(options, context.name, process.env);
    if (place.isPublic === false) {
      throw new RefusedError(
        `Stack ${place.stack}'s database has no public address, so none can be let in. Nothing was done.`,
        `Reach it by a tunnel: npm run tunnel -- --target ${place.stack}`,
      );
    }
    const owner = await leaseOwner(place.stack, options, {
      env: process.env,
      stateDirectory: context.stateDirectory,
    });
    const address = options.ip ?? (await publicAddress(note));
    const port = place.port ?? options.port ?? 5432;
    const host = place.host ?? options.host;

    const { SecurityGroupLeases } = await import("#cloud/security-group-leases");
    const leases = new SecurityGroupLeases(place);
    const plan = await leases.open({ owner, address, port, hours: options.hours }, { dryRun });
    const { openText } = await import("#lib/lease/text");
    for (const line of openText(plan, { address, port, dryRun })) print(line);

    const result = { address, port, owner, ...plan };
    if (dryRun || options.noProbe || host === undefined) return result;
    note(`Trying ${host}:${port} …`);
    const { diagnoseDatabase } = await import("#cloud/diagnose-database");
    const { region, stack } = place;
    const reach = await diagnoseDatabase({ host, port, region, stack }, context.watchInterrupt());
    if (reach.result !== "open") throw new UserError(reach.finding, reach.hint);
    print(reach.finding);
    return { ...result, reach };
  },
});

async function publicAddress(note: (text: string) => void): Promise<string> {
  note("Asking for this machine's public address …");
  const { findPublicAddress } = await import("#lib/public-address");
  return findPublicAddress();
}

await runCommand(command, import.meta.filename);
