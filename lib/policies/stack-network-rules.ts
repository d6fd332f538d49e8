import type { PlannedResource } from "./finding.ts";
import { CannotTell, Inputs } from "./inputs.ts";
import type { StackFault, StackRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

/** Where a resource names its security groups. */
const GROUPS_AT: Readonly<Record<string, string>> = {
  [TYPES.instance]: "vpcSecurityGroupIds",
  [TYPES.cluster]: "vpcSecurityGroupIds",
  [TYPES.proxy]: "vpcSecurityGroupIds",
  [TYPES.function]: "vpcConfig.securityGroupIds",
  "aws:ec2/vpcEndpoint:VpcEndpoint": "securityGroupIds",
  "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": "securityGroupIds",
  "aws:ec2/instance:Instance": "vpcSecurityGroupIds",
};

/** Rules about a network as a whole. */
export const STACK_NETWORK_RULES: readonly StackRule[] = [
  {
    name: "security-groups-used",
    controls: ["CKV2_AWS_5"],
    summary: "Every security group belongs to something",
    *faults(resources) {
      const users = resources.filter(({ type }) => type in GROUPS_AT);
      for (const group of resources.filter(({ type }) => type === TYPES.securityGroup)) {
        const uses = users.map((user) => isUsedBy(group, user));
        if (uses.includes("yes")) continue;
        yield uses.includes("perhaps")
          ? { resource: group, undecided: "who has it among its security groups" }
          : {
              resource: group,
              found: "nothing has it among its security groups",
              wanted: "a database, a function or an endpoint that has it",
              change: "Give it to what it is for, or take it away.",
            };
      }
    },
  },
  {
    name: "default-group-empty",
    controls: ["EC2.2", "CIS 5.0 5.5", "CIS 6.0 5.5", "CKV2_AWS_12"],
    summary: "A VPC's default security group lets nothing in or out",
    *faults(resources) {
      yield* withEachVpc(resources, TYPES.defaultSecurityGroup, {
        found: "its default security group is left as AWS makes it, open within the group",
        wanted: "no rule in it",
        change: "Make an aws.ec2.DefaultSecurityGroup for the VPC, without rules.",
      });
      for (const group of resources.filter(({ type }) => type === TYPES.defaultSecurityGroup)) {
        for (const side of ["ingress", "egress"]) {
          const found = listOf(group, side);
          if (found === "unknown") yield { resource: group, undecided: side };
          else if (found.length > 0)
            yield {
              resource: group,
              found: `${side} has ${found.length} rules`,
              wanted: "none",
              change: `Take ${side} away: what it lets through belongs to a group of its own.`,
            };
        }
      }
    },
  },
  {
    name: "vpc-flow-log",
    controls: ["EC2.6", "CIS 5.0 3.7", "CIS 6.0 3.7", "CKV2_AWS_11"],
    summary: "A VPC of ours writes down who talks to whom",
    *faults(resources) {
      yield* withEachVpc(resources, TYPES.flowLog, {
        found: "it has no flow log",
        wanted: "one, of the refused traffic at least",
        change: "Make an aws.ec2.FlowLog for the VPC.",
      });
    },
  },
];

/** The stack makes one VPC at most, so that one of the wanted belongs to it; with more, one each is wanted. */
function* withEachVpc(
  resources: readonly PlannedResource[],
  wanted: string,
  fault: { found: string; wanted: string; change: string },
): Iterable<StackFault> {
  const vpcs = resources.filter(({ type }) => type === TYPES.vpc);
  const there = resources.filter(({ type }) => type === wanted).length;
  for (const vpc of vpcs.slice(there)) yield { resource: vpc, ...fault };
}

function isUsedBy(group: PlannedResource, user: PlannedResource): "yes" | "no" | "perhaps" {
  if (group.urn !== undefined && user.dependencies?.includes(group.urn)) return "yes";
  const ids = listOf(user, GROUPS_AT[user.type]!);
  if (ids === "unknown") return "perhaps";
  if (group.id !== undefined && ids.includes(group.id)) return "yes";
  return ids.some(isUnknown) || (group.id === undefined && ids.length > 0) ? "perhaps" : "no";
}

function listOf({ props }: PlannedResource, path: string): readonly unknown[] | "unknown" {
  try {
    return new Inputs(props).list(path);
  } catch (error) {
    if (error instanceof CannotTell) return "unknown";
    throw error;
  }
}
