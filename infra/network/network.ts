import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaultNetwork } from "./default.ts";
import { privateNetwork } from "./private.ts";
import type { Transform } from "../transform.ts";

/** Where things are placed in a network. */
export interface NetworkPlaces {
  readonly vpcId: pulumi.Output<string>;
  /** In two availability zones or more, as RDS wants it. */
  readonly databaseSubnetIds: pulumi.Output<string[]>;
  readonly functionSubnetIds: pulumi.Output<string[]>;
}

export interface NetworkArgs {
  /**
   * True makes a VPC without any way to the internet; false takes the region's default VPC, where a server can have
   * a public address.
   */
  isPrivate: boolean;
  /** Physical names start with it: `cruddur-prod`. */
  prefix: string;
  /** Days that refused connections stay in the flow log of a private network. */
  logRetentionDays: number;
  /** Of a private network; the default VPC is found, not made. */
  transform?: {
    vpc?: Transform<aws.ec2.VpcArgs>;
    /** Laid over each subnet. */
    subnet?: Transform<aws.ec2.SubnetArgs>;
    flowLog?: Transform<aws.ec2.FlowLogArgs>;
  };
}

/** Where the database and the functions are. There is no NAT and no endpoint in either kind: nothing needs one. */
export class Network extends pulumi.ComponentResource implements NetworkPlaces {
  readonly vpcId: pulumi.Output<string>;
  readonly databaseSubnetIds: pulumi.Output<string[]>;
  readonly functionSubnetIds: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:Network", name, {}, opts);
    const places = args.isPrivate ? privateNetwork(name, args, this) : defaultNetwork(this);
    this.vpcId = places.vpcId;
    this.databaseSubnetIds = places.databaseSubnetIds;
    this.functionSubnetIds = places.functionSubnetIds;
    this.registerOutputs({ ...places });
  }
}
