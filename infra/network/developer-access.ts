import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { applyTransform, type Transform } from "../transform.ts";

export interface DeveloperAccessArgs {
  /** The database's own group, which the lease becomes a rule of. */
  securityGroupId: pulumi.Input<string>;
  region: pulumi.Input<string>;
  /** The database's endpoint: the port is tried after the lease is open, so it waits for the database. */
  host: pulumi.Input<string>;
  port: pulumi.Input<number>;
  /** Hours that the lease lasts. */
  leaseHours: number;
  /** The stack's name, for the lease's tag. */
  stack: string;
  /**
   * The public address of who runs the program (`tryPublicAddress`). Undefined when it could not be found: what was
   * opened last stays as it is, and a first `up` says how to go on.
   */
  address: string | undefined;
  /** Another value than last time renews the lease though the address is the same (`leasePeriod`). @default never */
  renewal?: string;
  transform?: { lease?: Transform<command.local.CommandArgs> };
}

/**
 * Lets who runs `up` in to a public database, by the same code as `npm run dev-ip:open`. The rule itself is nobody's
 * state: addresses change many times a day, and one developer's `up` must not take another's rule for drift.
 */
export class DeveloperAccess extends pulumi.ComponentResource {
  /** For `dependsOn` of whatever connects to the database from here. */
  readonly lease: command.local.Command;
  /** Known once the address is let in and the database answers. */
  readonly opened: pulumi.Output<boolean>;

  constructor(name: string, args: DeveloperAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:DeveloperAccess", name, {}, opts);
    const { securityGroupId, region, host, port, leaseHours, stack, address, renewal } = args;
    const place = {
      "--security-group": securityGroupId,
      "--region": region,
      "--stack": word(stack),
    };
    const open = launch("dev-ip-open", {
      ...place,
      "--host": host,
      "--port": port,
      "--hours": leaseHours,
      ...(address === undefined ? {} : { "--ip": address }),
    });
    this.lease = new command.local.Command(
      `${name}-lease`,
      applyTransform<command.local.CommandArgs>(
        {
          create: open,
          update: open,
          // The own lease only; everybody else's goes with the security group.
          delete: launch("dev-ip-close", place),
          // No trigger: that means another resource, whose predecessor closes the lease on its way out.
          ...(renewal === undefined ? {} : { environment: { CRUDDUR_LEASE_PERIOD: renewal } }),
        },
        args.transform?.lease,
      ),
      {
        parent: this,
        ignoreChanges: [
          // Stacks of before have one, and taking it away would be another resource too.
          "triggers",
          ...(address === undefined ? ["create", "update", "environment"] : []),
        ],
      },
    );
    this.opened = this.lease.stdout.apply(() => true);
    this.registerOutputs({ opened: this.opened });
  }
}

/** A command line of ours for a shell, in the directory of the program. */
function launch(
  script: string,
  options: Readonly<Record<string, pulumi.Input<string | number>>>,
): pulumi.Output<string> {
  return pulumi
    .output(options)
    .apply((values) =>
      [
        "node scripts/launch.cjs",
        script,
        ...Object.entries(values).map(([option, value]) => `${option} ${word(String(value))}`),
      ].join(" "),
    );
}

/** No shell, of whatever system, makes anything else of it. */
function word(value: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value)) return value;
  throw new Error(`${JSON.stringify(value)} cannot stand in a command line.`);
}
