import * as pulumi from "@pulumi/pulumi";
import { defaultNetwork } from "./default.ts";
import type { NetworkArgs, NetworkPlaces } from "./places.ts";
import { privateNetwork } from "./private.ts";

/** Where the database and the functions are. There is no NAT and no endpoint in either kind: nothing needs one. */
export class Network extends pulumi.ComponentResource implements NetworkPlaces {
  readonly vpcId: pulumi.Output<string>;
  readonly databaseSubnetIds: pulumi.Output<string[]>;
  readonly functionSubnetIds: pulumi.Output<string[]>;
  readonly proxySubnetIds: pulumi.Output<string[]> | undefined;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Network", name, {}, opts);
    const places = args.isPrivate ? privateNetwork(name, args, this) : defaultNetwork(args, this);
    this.vpcId = places.vpcId;
    this.databaseSubnetIds = places.databaseSubnetIds;
    this.functionSubnetIds = places.functionSubnetIds;
    this.proxySubnetIds = places.proxySubnetIds;
    this.registerOutputs({ ...places });
  }
}
