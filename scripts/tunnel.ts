import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineCommand } from "#cli/command";
import { PORT } from "#cli/options";
import { RefusedError, UserError } from "#lib/errors";
import { runCommand } from "#cli/run-command";

export const command = defineCommand({
  name: "tunnel",
  summary: "Open a tunnel to a stack's private database, until Ctrl-C",
  details: [
    "By ssh through the stack's EC2 Instance Connect Endpoint and jump host: no port of the database's network is open to",
    "the internet. It wakes the jump host when that sleeps. AWS ends a tunnel after an hour; type the command again.",
    "docs/private-production.md tells how it works, what it costs and who may use it.",
  ].join("\n"),
  on: "stack",
  options: {
    port: {
      type: "value",
      value: "NUMBER",
      summary: "the port of this machine that leads to the database",
      parse: PORT,
      default: 15_432,
    },
  },
  changes: true,
  async run(context, { port: localPort }) {
    const { stack, dryRun, note, print } = context;
    const { readStackOutputs } = await import("#cloud/read-stack-outputs");
    const outputs = await readStackOutputs(stack, process.env);
    const { databaseHost: host, databasePort: port, jumpHostId: instanceId, region } = outputs;
    if (outputs.databasePublic) {
      throw new RefusedError(
        `Stack ${stack}'s database has a public address and needs no tunnel. Nothing was done.`,
        `Let your address in: npm run dev-ip:open -- --target ${stack}`,
      );
    }
    if (instanceId === undefined) {
      throw new UserError(
        `Stack ${stack} has no jump host to go through.`,
        `Give it one: pulumi config set jumpHost true --stack ${stack}\nand then: pulumi up --stack ${stack}\nIt sleeps, and costs less than $1 a month (docs/private-production.md).`,
      );
    }
    const variable = `CRUDDUR_TUNNEL=127.0.0.1:${localPort}`;
    const { openTunnel, requireFreePort, requireTunnelPrograms } =
      await import("#cloud/open-tunnel");
    const wayIn = (directory: string) => ({ region, instanceId, localPort, host, port, directory });
    if (dryRun) {
      const { keyCommand, pushKeyCommand, tunnelCommand, typedCommand } =
        await import("#lib/tunnel-command");
      const way = wayIn("DIRECTORY");
      const commands = [keyCommand(way), pushKeyCommand(way), tunnelCommand(way)].map(typedCommand);
      for (const line of commands) print(line);
      return { commands, variable };
    }
    await requireTunnelPrograms(process.env);
    await requireFreePort(localPort);
    const interrupt = context.watchInterrupt();
    const { check } = interrupt;
    const directory = await mkdtemp(path.join(tmpdir(), "cruddur-tunnel-"));
    try {
      const { ensureJumpHost } = await import("#cloud/jump-host-state");
      await ensureJumpHost({ region, instanceId }, { note, check });
      note("Opening the tunnel …");
      const tunnel = await openTunnel(wayIn(directory), { env: process.env, check });
      print(`127.0.0.1:${localPort} leads to ${host}:${port}. Ctrl-C closes it.`);
      print("In another terminal:");
      print(`  export ${variable}`);
      print(`  npm run db:connect -- --target ${stack}`);
      const asked = interrupt.requested.then(() => undefined);
      const said = await Promise.race([tunnel.ended, asked]);
      await tunnel.close();
      if (said === undefined) {
        print("The tunnel is closed.");
        return { variable };
      }
      throw new UserError(
        `The tunnel has ended${said === "" ? "" : `: ${said}`}.`,
        `AWS ends one after an hour. Open it again: npm run tunnel -- --target ${stack}`,
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
});

await runCommand(command, import.meta.filename);
