import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DATABASE_PORT } from "../database/names.ts";
import { jumpHostUserData } from "./jump-host-user-data.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface JumpHostArgs {
  vpcId: pulumi.Input<string>;
  /** A private subnet; it needs no way to the internet. */
  subnetId: pulumi.Input<string>;
  /** The database's own group, which gets a rule for the jump host. */
  databaseGroupId: pulumi.Input<string>;
  /** Physical names start with it: `cruddur-prod`. */
  prefix: string;
  transform?: {
    instance?: Transform<aws.ec2.InstanceArgs>;
    endpoint?: Transform<aws.ec2transitgateway.InstanceConnectEndpointArgs>;
  };
}

const IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
const SSH = 22;

/**
 * The way in to a private database for people: an EC2 Instance Connect Endpoint, which costs nothing and asks IAM who may
 * pass, and behind it the smallest instance there is, for the endpoint leads to ports 22 and 3389 only. Neither has a
 * public address, a key of long life or a way out. The instance stops by itself when nobody uses it; `npm run tunnel`
 * starts it.
 */
export class JumpHost extends pulumi.ComponentResource {
  /** `i-…`: the output `jumpHostId`. */
  readonly instanceId: pulumi.Output<string>;

  constructor(name: string, args: JumpHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:JumpHost", name, {}, opts);
    const { vpcId, subnetId, databaseGroupId, prefix, transform } = args;
    const child = { parent: this };
    const group = (role: string, description: string) =>
      new aws.ec2.SecurityGroup(
        `${name}-${role}-group`,
        {
          vpcId,
          namePrefix: `${prefix}-jump-${role}-`,
          description,
          tags: { Name: `${prefix}-jump-${role}` },
        },
        child,
      );
    const door = group("endpoint", "EC2 Instance Connect Endpoint: it reaches the jump host only");
    const host = group("host", "The jump host: it reaches the database only");
    const allow = (
      link: string,
      from: pulumi.Input<string>,
      to: pulumi.Input<string>,
      port: number,
    ) => {
      const rule = { ipProtocol: "tcp", fromPort: port, toPort: port, description: link };
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-${link}-out`,
        { ...rule, securityGroupId: from, referencedSecurityGroupId: to },
        child,
      );
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-${link}-in`,
        { ...rule, securityGroupId: to, referencedSecurityGroupId: from },
        child,
      );
    };
    allow("endpoint-to-host", door.id, host.id, SSH);
    allow("host-to-database", host.id, databaseGroupId, DATABASE_PORT);

    new aws.ec2transitgateway.InstanceConnectEndpoint(
      `${name}-endpoint`,
      applyTransform<aws.ec2transitgateway.InstanceConnectEndpointArgs>(
        {
          subnetId,
          securityGroupIds: [door.id],
          // The host then sees the endpoint's address, which its group can name.
          preserveClientIp: false,
          tags: { Name: `${prefix}-jump` },
        },
        transform?.endpoint,
      ),
      // A VPC takes one: a second cannot be there before the first has gone.
      { ...child, deleteBeforeReplace: true },
    );
    const image = aws.ssm.getParameterOutput({ name: IMAGE }, child);
    const instance = new aws.ec2.Instance(
      `${name}-instance`,
      applyTransform<aws.ec2.InstanceArgs>(
        {
          ami: image.value,
          instanceType: "t4g.nano",
          subnetId,
          vpcSecurityGroupIds: [host.id],
          associatePublicIpAddress: false,
          // Stopped it costs its disk alone, and it stops itself.
          instanceInitiatedShutdownBehavior: "stop",
          metadataOptions: { httpEndpoint: "enabled", httpTokens: "required" },
          rootBlockDevice: { volumeType: "gp3", volumeSize: 8, encrypted: true },
          userData: jumpHostUserData(),
          userDataReplaceOnChange: true,
          tags: { Name: `${prefix}-jump` },
        },
        transform?.instance,
      ),
      // Amazon makes a new image every week, and another image means another instance: `pulumi up --replace` when wanted.
      { ...child, ignoreChanges: ["ami"] },
    );
    this.instanceId = instance.id;
    this.registerOutputs({ instanceId: this.instanceId });
  }
}
