import {
  DescribeInstanceConnectEndpointsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  EC2Client,
  type Subnet,
} from "@aws-sdk/client-ec2";
import { blockText, isWithin, overlap, parseBlock, type Block } from "#lib/network/block";
import { freeBlock } from "#lib/network/free-block";
import { removeLine, setLine } from "#lib/stack-config/fault";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { awsCode, clientConfig } from "../aws-client.ts";
import type { PreflightFinding } from "./finding.ts";

/**
 * Why a stack's subnets cannot be made in the VPC that its configuration names (`vpcId`). Empty where they can, where they
 * are already, and where the network is the stack's own or the default one.
 */
export async function networkFaults(config: AwsConfig): Promise<PreflightFinding[]> {
  const { vpcId, cidr } = config.network;
  if (vpcId === undefined) return [];
  const client = new EC2Client(clientConfig(config.region));
  const blocks = await blocksOf(client, vpcId);
  if (blocks === undefined) return [missing(config, vpcId)];
  const [names, subnets, endpoint] = await Promise.all([
    nameFaults(client, config, vpcId),
    othersSubnets(client, config, vpcId),
    config.database.jumpHost ? endpointFaults(client, config, vpcId) : [],
  ]);
  return [...names, ...placeFaults(config, vpcId, parseBlock(cidr)!, blocks, subnets), ...endpoint];
}

/** The VPC's blocks of IPv4; undefined where there is no such VPC. */
async function blocksOf(client: EC2Client, vpcId: string): Promise<Block[] | undefined> {
  try {
    const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
    return (Vpcs[0]?.CidrBlockAssociationSet ?? [])
      .filter(({ CidrBlockState }) => CidrBlockState?.State === "associated")
      .flatMap(({ CidrBlock }) => parseBlock(CidrBlock ?? "") ?? []);
  } catch (error) {
    if (awsCode(error) === "InvalidVpcID.NotFound") return undefined;
    throw error;
  }
}

const missing = ({ region }: AwsConfig, vpcId: string): PreflightFinding => ({
  level: "fault",
  problem: `There is no VPC ${vpcId} in ${region}, of this account or shared with it.`,
  hint: `Those that there are: aws ec2 describe-vpcs --region ${region} --query 'Vpcs[].[VpcId,CidrBlock]'`,
});

async function nameFaults(
  client: EC2Client,
  { region }: AwsConfig,
  VpcId: string,
): Promise<PreflightFinding[]> {
  const isOn = async (attribute: "enableDnsSupport" | "enableDnsHostnames") => {
    const command = new DescribeVpcAttributeCommand({ VpcId, Attribute: attribute });
    const { EnableDnsSupport, EnableDnsHostnames } = await client.send(command);
    return (EnableDnsSupport ?? EnableDnsHostnames)?.Value === true;
  };
  const [support, hostnames] = await Promise.all([
    isOn("enableDnsSupport"),
    isOn("enableDnsHostnames"),
  ]);
  const off = [
    ...(support ? [] : ["--enable-dns-support"]),
    ...(hostnames ? [] : ["--enable-dns-hostnames"]),
  ];
  if (off.length === 0) return [];
  return [
    {
      level: "fault",
      problem: `VPC ${VpcId} does not resolve AWS's names, and a database has a name, no address: of its attributes enableDnsSupport is ${support ? "on" : "off"} and enableDnsHostnames ${hostnames ? "on" : "off"}.`,
      // AWS changes one attribute a call.
      hint: off
        .map((flag) => `aws ec2 modify-vpc-attribute --vpc-id ${VpcId} ${flag} --region ${region}`)
        .join("\n"),
    },
  ];
}

/** Those in the VPC that are not the stack's own. */
async function othersSubnets(
  client: EC2Client,
  { stack }: AwsConfig,
  vpcId: string,
): Promise<Subnet[]> {
  const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
  const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ Filters }));
  return Subnets.filter(({ Tags = [] }) => {
    const tag = (name: string) => Tags.find(({ Key }) => Key === name)?.Value;
    return tag("project") !== "cruddur" || tag("stack") !== stack;
  });
}

function placeFaults(
  { stack, region }: AwsConfig,
  vpcId: string,
  wanted: Block,
  blocks: readonly Block[],
  subnets: readonly Subnet[],
): PreflightFinding[] {
  const named = subnets.flatMap(({ SubnetId, CidrBlock = "" }) => {
    const block = parseBlock(CidrBlock);
    return block === undefined ? [] : [{ SubnetId, block }];
  });
  const inTheWay = named.filter(({ block }) => overlap(block, wanted));
  const isInside = blocks.some((block) => isWithin(wanted, block));
  if (isInside && inTheWay.length === 0) return [];
  const problem = isInside
    ? `${blockText(wanted)} is not free in VPC ${vpcId}: ${inTheWay.map(({ SubnetId, block }) => `${SubnetId} has ${blockText(block)}`).join(", ")}.`
    : `${blockText(wanted)} is within none of the blocks of VPC ${vpcId}: ${blocks.map(blockText).join(", ")}.`;
  const taken = named.map(({ block }) => block);
  const free = freeBlock(blocks, taken, wanted.bits) ?? freeBlock(blocks, taken, SMALLEST);
  const hint =
    free === undefined
      ? `The VPC has no room for a /${SMALLEST}. Its owner can give it another block, which cidr then names: aws ec2 associate-vpc-cidr-block --vpc-id ${vpcId} --cidr-block BLOCK --region ${region}`
      : setLine(stack, "cidr", blockText(free));
  return [{ level: "fault", problem, hint }];
}

/** The least that a stack's subnets fit into. */
const SMALLEST = 20;

/** A VPC takes one EC2 Instance Connect Endpoint. */
async function endpointFaults(
  client: EC2Client,
  { stack }: AwsConfig,
  vpcId: string,
): Promise<PreflightFinding[]> {
  const { InstanceConnectEndpoints = [] } = await client.send(
    new DescribeInstanceConnectEndpointsCommand({
      Filters: [
        { Name: "vpc-id", Values: [vpcId] },
        { Name: "state", Values: ["create-in-progress", "create-complete"] },
      ],
    }),
  );
  const others = InstanceConnectEndpoints.filter(
    ({ Tags = [] }) => !Tags.some(({ Key, Value }) => Key === "stack" && Value === stack),
  );
  return others.map(({ InstanceConnectEndpointId: id }) => ({
    level: "fault",
    problem: `VPC ${vpcId} has an EC2 Instance Connect Endpoint already, ${id}, and AWS allows one: jumpHost would make a second.`,
    hint: removeLine(stack, "jumpHost"),
  }));
}
