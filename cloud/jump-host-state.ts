import { setTimeout as delay } from "node:timers/promises";
import { DescribeInstancesCommand, EC2Client, StartInstancesCommand } from "@aws-sdk/client-ec2";
import { UserError } from "#lib/errors";
import { asking, clientConfig } from "./aws-client.ts";

export interface JumpHostPlace {
  readonly region: string;
  /** `i-…` */
  readonly instanceId: string;
}

export interface JumpHostWait {
  readonly note?: (text: string) => void;
  /** Called between two looks; it may throw to end the wait. */
  readonly check?: () => void;
  /** @default 3 s */
  readonly pollMs?: number;
  /** @default 5 min */
  readonly patienceMs?: number;
}

/**
 * Starts the jump host when it sleeps (it puts itself to sleep when nobody uses it) and waits until it runs.
 * Returns whether it had to be started. Throws a UserError when it is gone or does not come up.
 */
export async function ensureJumpHost(
  { region, instanceId }: JumpHostPlace,
  options: JumpHostWait = {},
): Promise<boolean> {
  const { note, check, pollMs = 3_000, patienceMs = 300_000 } = options;
  const client = new EC2Client(clientConfig(region));
  const ids = { InstanceIds: [instanceId] };
  const deadline = Date.now() + patienceMs;
  let started = false;
  for (;;) {
    const state = await asking(`tell of jump host ${instanceId}`, async () => {
      const { Reservations = [] } = await client.send(new DescribeInstancesCommand(ids));
      return Reservations[0]?.Instances?.[0]?.State?.Name ?? "unknown";
    });
    if (state === "running") return started;
    if (state === "terminated" || state === "shutting-down") {
      throw new UserError(
        `The jump host ${instanceId} is ${state}.`,
        "Make another one: npm run state:refresh -- --target <stack>, then npm run deploy -- --target <stack>",
      );
    }
    if (state === "stopped" && !started) {
      note?.(`The jump host ${instanceId} sleeps; waking it, which takes half a minute …`);
      await asking(`start jump host ${instanceId}`, () =>
        client.send(new StartInstancesCommand(ids)),
      );
      started = true;
    }
    if (Date.now() > deadline) {
      throw new UserError(
        `The jump host ${instanceId} is still ${state}.`,
        "Look at it in the EC2 console, then type the command again.",
      );
    }
    check?.();
    await delay(pollMs);
  }
}
