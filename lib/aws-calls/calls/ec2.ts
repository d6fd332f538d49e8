import {
  always,
  made,
  nameFrom,
  tagsOf,
  type Call,
  type ResourceCalls,
} from "../resource-calls.ts";

const TAGGING = ["CreateTags", "DeleteTags"];
const on = (property: string) => made([property], ({ [property]: Value }) => ({ Value }));
const tagged = (kind: string): Call => ({ TagSpecifications: tagsOf(kind) });

/** A rule's only permission, as the provider sends it. */
const PERMISSION = {
  GroupId: "securityGroupId",
  IpPermissions: made(
    ["ipProtocol", "fromPort", "toPort", "referencedSecurityGroupId", "cidrIpv4", "description"],
    (rule) => [
      {
        IpProtocol: rule["ipProtocol"],
        FromPort: rule["fromPort"],
        ToPort: rule["toPort"],
        ...(rule["cidrIpv4"] === undefined
          ? {
              UserIdGroupPairs: [
                { GroupId: rule["referencedSecurityGroupId"], Description: rule["description"] },
              ],
            }
          : { IpRanges: [{ CidrIp: rule["cidrIpv4"], Description: rule["description"] }] }),
      },
    ],
  ),
  ...tagged("security-group-rule"),
};
const rule = (direction: "Ingress" | "Egress"): ResourceCalls => ({
  service: "ec2",
  create: { [`AuthorizeSecurityGroup${direction}`]: PERMISSION },
  read: ["DescribeSecurityGroupRules"],
  update: ["ModifySecurityGroupRules", ...TAGGING],
  delete: [`RevokeSecurityGroup${direction}`],
});

export const EC2_CALLS: Readonly<Record<string, ResourceCalls>> = {
  "aws:ec2/vpc:Vpc": {
    service: "ec2",
    cloudFormation: "AWS::EC2::VPC",
    create: {
      CreateVpc: tagged("vpc"),
      ModifyVpcAttribute: {
        VpcId: "id",
        EnableDnsHostnames: on("enableDnsHostnames"),
        EnableDnsSupport: on("enableDnsSupport"),
      },
    },
    read: [
      "DescribeVpcs",
      "DescribeVpcAttribute",
      "DescribeNetworkAcls",
      "DescribeRouteTables",
      "DescribeSecurityGroups",
    ],
    update: ["ModifyVpcAttribute", ...TAGGING],
    delete: ["DeleteVpc"],
  },
  "aws:ec2/subnet:Subnet": {
    service: "ec2",
    cloudFormation: "AWS::EC2::Subnet",
    create: {
      CreateSubnet: tagged("subnet"),
      ModifySubnetAttribute: { SubnetId: "id", MapPublicIpOnLaunch: on("mapPublicIpOnLaunch") },
    },
    read: ["DescribeSubnets"],
    update: ["ModifySubnetAttribute", ...TAGGING],
    delete: [
      "DeleteSubnet",
      "DescribeNetworkInterfaces",
      "DetachNetworkInterface",
      "DeleteNetworkInterface",
    ],
  },
  "aws:ec2/routeTable:RouteTable": {
    service: "ec2",
    cloudFormation: "AWS::EC2::RouteTable",
    create: { CreateRouteTable: tagged("route-table") },
    read: ["DescribeRouteTables"],
    update: ["CreateRoute", "DeleteRoute", ...TAGGING],
    delete: ["DisassociateRouteTable", "DeleteRouteTable"],
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    service: "ec2",
    cloudFormation: "AWS::EC2::SubnetRouteTableAssociation",
    create: { AssociateRouteTable: {} },
    read: ["DescribeRouteTables"],
    update: ["ReplaceRouteTableAssociation"],
    delete: ["DisassociateRouteTable"],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    service: "ec2",
    cloudFormation: "AWS::EC2::SecurityGroup",
    named: { Description: "GroupDescription" },
    create: {
      CreateSecurityGroup: { GroupName: nameFrom(), ...tagged("security-group") },
      RevokeSecurityGroupEgress: {
        GroupId: "id",
        IpPermissions: always([{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }]),
      },
    },
    read: ["DescribeSecurityGroups"],
    update: [
      "AuthorizeSecurityGroupIngress",
      "AuthorizeSecurityGroupEgress",
      "RevokeSecurityGroupIngress",
      "RevokeSecurityGroupEgress",
      ...TAGGING,
    ],
    delete: [
      "DescribeNetworkInterfaces",
      "DetachNetworkInterface",
      "DeleteNetworkInterface",
      "DeleteSecurityGroup",
    ],
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    service: "ec2",
    create: {
      DescribeSecurityGroups: {
        Filters: made(["vpcId"], ({ vpcId }) => [
          { Name: "group-name", Values: ["default"] },
          { Name: "vpc-id", Values: [vpcId] },
        ]),
      },
      CreateTags: {
        Resources: made(["id"], ({ id }) => [id]),
        Tags: made(["tags"], ({ tags }) =>
          Object.entries(tags as object).map(([Key, Value]) => ({ Key, Value })),
        ),
      },
    },
    read: ["DescribeSecurityGroups"],
    update: ["RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress", ...TAGGING],
    delete: [],
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule("Ingress"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule("Egress"),
  "aws:ec2/flowLog:FlowLog": {
    service: "ec2",
    cloudFormation: "AWS::EC2::FlowLog",
    create: {
      CreateFlowLogs: {
        ResourceIds: made(["vpcId"], ({ vpcId }) => [vpcId]),
        ResourceType: always("VPC"),
        DeliverLogsPermissionArn: "iamRoleArn",
        ...tagged("vpc-flow-log"),
      },
    },
    read: ["DescribeFlowLogs"],
    update: TAGGING,
    delete: ["DeleteFlowLogs"],
  },
  "aws:ec2/instance:Instance": {
    service: "ec2",
    cloudFormation: "AWS::EC2::Instance",
    create: {
      RunInstances: {
        ImageId: "ami",
        MinCount: always(1),
        MaxCount: always(1),
        NetworkInterfaces: made(
          ["subnetId", "vpcSecurityGroupIds", "associatePublicIpAddress"],
          (machine) => [
            {
              DeviceIndex: 0,
              SubnetId: machine["subnetId"],
              Groups: machine["vpcSecurityGroupIds"],
              AssociatePublicIpAddress: machine["associatePublicIpAddress"],
            },
          ],
        ),
        BlockDeviceMappings: made(["rootBlockDevice"], ({ rootBlockDevice: Ebs }) => [
          { DeviceName: "/dev/xvda", Ebs },
        ]),
        UserData: made(["userData"], ({ userData }) =>
          Buffer.from(String(userData)).toString("base64"),
        ),
        ...tagged("instance"),
      },
    },
    read: [
      "DescribeInstances",
      "DescribeInstanceTypes",
      "DescribeInstanceAttribute",
      "DescribeInstanceCreditSpecifications",
      "DescribeImages",
      "DescribeVolumes",
      "DescribeTags",
    ],
    update: [
      "ModifyInstanceAttribute",
      "ModifyInstanceMetadataOptions",
      "ModifyVolume",
      "StopInstances",
      "StartInstances",
      ...TAGGING,
    ],
    delete: ["ModifyInstanceAttribute", "TerminateInstances"],
    apart: ["userDataReplaceOnChange"],
  },
  "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": {
    service: "ec2",
    cloudFormation: "AWS::EC2::InstanceConnectEndpoint",
    create: { CreateInstanceConnectEndpoint: tagged("instance-connect-endpoint") },
    read: ["DescribeInstanceConnectEndpoints"],
    update: TAGGING,
    delete: ["DeleteInstanceConnectEndpoint"],
  },
};
