import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../transform.ts";

/** Where things are placed in a network. */
export interface NetworkPlaces {
  readonly vpcId: pulumi.Output<string>;
  /** In two availability zones or more, as RDS wants it. */
  readonly databaseSubnetIds: pulumi.Output<string[]>;
  readonly functionSubnetIds: pulumi.Output<string[]>;
  /** The database's that RDS Proxy can use, in two zones; undefined in a network without a proxy. */
  readonly proxySubnetIds: pulumi.Output<string[]> | undefined;
}

export interface NetworkArgs {
  /**
   * True makes a VPC without any way to the internet; false takes the region's default VPC, where a server can have
   * a public address.
   */
  isPrivate: boolean;
  /** The block that a private network's subnets are in, `10.42.0.0/16`: the VPC's own, or a part of `vpcId`'s. */
  cidr: string;
  /** The VPC that a private network is made in; undefined makes one. */
  vpcId: string | undefined;
  /** Whether RDS Proxy goes into it, which not every zone has. */
  proxy: boolean;
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
