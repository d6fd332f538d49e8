import type { Inputs } from "@pulumi/pulumi";
import { isWithin, overlap, parseBlock } from "#lib/network/block";
import type { Held, StandInAccount } from "./account.ts";
import { BACKUP_REFUSALS } from "./backup-refusals.ts";
import { NAME_RULES, unverifiedSender } from "./names/refusals.ts";
import { statementsOf } from "./reach.ts";
import { readsBack } from "./reads-back.ts";
import { comparable } from "./values.ts";

export type Verb = "create" | "update" | "delete";

/** AWS's words for what it will not do; undefined where it does it. `asked` has the inputs that were sent. */
export type Rule = (account: StandInAccount, verb: Verb, asked: Held) => string | undefined;

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INSTANCE = "aws:rds/instance:Instance";
const CLUSTER = "aws:rds/cluster:Cluster";
const PROXY = "aws:rds/proxy:Proxy";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

const SOURCES = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];
const RULE_KEY = ["securityGroupId", "ipProtocol", "fromPort", "toPort", ...SOURCES];

/** Rules of a group are told apart by protocol, ports and source alone; description and tags do not count. */
const rule: Rule = (account, verb, { type, id, inputs }) => {
  if (verb === "delete") return undefined;
  const given = SOURCES.filter((source) => inputs[source] !== undefined);
  if (given.length !== 1) {
    return `Invalid Attribute Combination: exactly one of ${SOURCES.join(", ")} is wanted, not ${given.join(" and ") || "none"}`;
  }
  const keyOf = (one: Inputs) => comparable(RULE_KEY.map((key) => one[key] ?? null));
  const twin = account
    .all(type)
    .find((held) => held.id !== id && keyOf(held.inputs) === keyOf(inputs));
  if (twin) {
    const ports = `from port: ${inputs["fromPort"]}, to port: ${inputs["toPort"]}`;
    return `api error InvalidPermission.Duplicate: the specified rule "peer: ${inputs[given[0]!]}, ${String(inputs["ipProtocol"]).toUpperCase()}, ${ports}, ALLOW" already exists`;
  }
  const group = account.find(GROUP, inputs["securityGroupId"]);
  if (!group)
    return `api error InvalidGroup.NotFound: The security group '${inputs["securityGroupId"]}' does not exist`;
  return hasInlineRules(group.inputs) ? mixed(group.id) : undefined;
};

const hasInlineRules = (inputs: Inputs) =>
  inputs["ingress"] !== undefined || inputs["egress"] !== undefined;

// AWS itself takes both; whichever is applied last removes the other's rules.
const mixed = (group: string) =>
  `Security group ${group} has rules of its own and standalone ones: each would remove the other's`;

const group: Rule = (account, verb, { id, inputs }) => {
  if (verb === "delete") {
    // A group's own rules go with it.
    const users = account
      .all()
      .filter((held) => held.id !== id && held.inputs["securityGroupId"] !== id)
      .filter((held) => comparable(held.inputs).includes(`"${id}"`));
    return users.length === 0
      ? undefined
      : `api error DependencyViolation: resource ${id} has a dependent object`;
  }
  const standalone = [...account.all(INGRESS), ...account.all(EGRESS)];
  return hasInlineRules(inputs) && standalone.some((held) => held.inputs["securityGroupId"] === id)
    ? mixed(id)
    : undefined;
};

const database: Rule = (account, verb, asked) => {
  const { type, id, inputs, status } = asked;
  const what = type === INSTANCE ? "DB Instance" : "DB Cluster";
  if (verb !== "create" && status === "stopped" && (verb === "update" || type === CLUSTER)) {
    return `api error InvalidDBInstanceState: ${what} ${id} is not in available state.`;
  }
  if (verb === "delete") {
    if (inputs["deletionProtection"] === true) {
      return `api error InvalidParameterCombination: Cannot delete protected ${what}, please disable deletion protection and try again.`;
    }
    if (inputs["skipFinalSnapshot"] !== true && !inputs["finalSnapshotIdentifier"]) {
      return "final_snapshot_identifier is required when skip_final_snapshot is false";
    }
    return undefined;
  }
  if (verb === "create") {
    const nameOf = (its: Inputs) => String(its["identifier"] ?? its["clusterIdentifier"]);
    const twin = account.all(type).some((held) => nameOf(held.inputs) === nameOf(inputs));
    const code = type === INSTANCE ? "DBInstanceAlreadyExists" : "DBClusterAlreadyExistsFault";
    if (twin && nameOf(inputs) !== "undefined") return `api error ${code}: ${what} already exists`;
  }
  if (inputs["multiAz"] === true && inputs["availabilityZone"] !== undefined) {
    return "api error InvalidParameterCombination: Requesting a specific availability zone is not valid for Multi-AZ instances.";
  }
  return classRefusal(account, inputs) ?? logRefusal(inputs) ?? windowRefusal(inputs);
};

/** Kinds of logs that CloudWatch gets of PostgreSQL (ModifyDBInstance and ModifyDBCluster, EnableLogTypes). */
const LOGS: Readonly<Record<string, readonly string[]>> = {
  postgres: ["postgresql", "upgrade", "iam-db-auth-error"],
  "aurora-postgresql": ["instance", "postgresql", "iam-db-auth-error"],
};

function logRefusal({ engine, enabledCloudwatchLogsExports }: Inputs): string | undefined {
  const asked = (enabledCloudwatchLogsExports ?? []) as string[];
  const other = asked.filter((log) => LOGS[engine]?.includes(log) === false);
  return other.length === 0
    ? undefined
    : `api error InvalidParameterCombination: You cannot use the log types '${other.join(", ")}' with engine version ${engine}.`;
}

function windowRefusal(inputs: Inputs): string | undefined {
  const backup = inputs["backupWindow"] ?? inputs["preferredBackupWindow"];
  const maintenance = inputs["maintenanceWindow"] ?? inputs["preferredMaintenanceWindow"];
  if (typeof backup !== "string" || typeof maintenance !== "string") return undefined;
  const minutesOf = (time: string) => {
    const [hours = NaN, minutes = NaN] = time.split(":").slice(-2).map(Number);
    return hours * 60 + minutes;
  };
  const [one, other] = [backup, maintenance].map((window) => {
    const [start = NaN, end = NaN] = window.split("-").map(minutesOf);
    return { start, minutes: (end - start + 1_440) % 1_440 };
  });
  const isWithin = (start: number, of: { start: number; minutes: number }) =>
    (start - of.start + 1_440) % 1_440 < of.minutes;
  return isWithin(one!.start, other!) || isWithin(other!.start, one!)
    ? "api error InvalidParameterValue: The backup window and maintenance window must not overlap."
    : undefined;
}

const proxy: Rule = (account, verb, { inputs }) => {
  if (verb === "delete") return undefined;
  const { vpcSubnetIds } = readsBack(PROXY, inputs, (id) => account.zoneIdOf(id));
  const zones = new Set((vpcSubnetIds as string[]).map((id) => account.zoneIdOf(id) ?? id));
  return zones.size < 2
    ? "api error InvalidSubnet: RDS Proxy wants subnets in at least two availability zones that it supports."
    : undefined;
};

const clusterInstance: Rule = (account, verb, { inputs }) =>
  verb === "delete" ? undefined : classRefusal(account, inputs);

function classRefusal({ settings }: StandInAccount, inputs: Inputs): string | undefined {
  const { instanceClass, engine, engineVersion } = inputs;
  if (!settings.lackingClasses?.includes(instanceClass)) return undefined;
  return `api error InvalidParameterCombination: RDS does not support creating a DB instance with the following combination: DBInstanceClass=${instanceClass}, Engine=${engine}, EngineVersion=${engineVersion}. For supported combinations of instance class and database engine version, see the documentation.`;
}

const subnetGroup: Rule = (_account, verb, { inputs }) =>
  verb !== "delete" && (inputs["subnetIds"] as string[]).length < 2
    ? "api error DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Add subnets to cover at least 2 AZs."
    : undefined;

const userPool: Rule = (account, verb, { type, id, inputs }) => {
  if (verb === "delete") {
    return inputs["deletionProtection"] === "ACTIVE"
      ? "api error InvalidParameterException: The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
      : undefined;
  }
  const unverified = unverifiedSender(account, inputs);
  if (verb === "create" || unverified) return unverified;
  const before = (account.find(type, id)?.inputs["schemas"] ?? []) as unknown[];
  const now = new Set(((inputs["schemas"] ?? []) as unknown[]).map(comparable));
  return before.every((schema) => now.has(comparable(schema)))
    ? undefined
    : "cannot modify or remove schema items";
};

/** A client of a pool: what is required at sign-up and not writable makes every sign-up fail. */
const userPoolClient: Rule = (account, verb, { inputs }) => {
  if (verb === "delete") return undefined;
  const pool = account.find("aws:cognito/userPool:UserPool", inputs["userPoolId"]);
  if (!pool)
    return `api error ResourceNotFoundException: User pool ${inputs["userPoolId"]} does not exist.`;
  const schemas = (pool.inputs["schemas"] ?? []) as { name: string; required?: boolean }[];
  const writable = inputs["writeAttributes"] as string[] | undefined;
  const missing = schemas.filter(
    ({ name, required }) => required && writable?.includes(name) === false,
  );
  return missing.length === 0
    ? undefined
    : `api error InvalidParameterException: Invalid write attributes specified while creating a client: ${missing.map(({ name }) => name).join(", ")} is required`;
};

const lambda: Rule = (account, verb, { inputs }) => {
  if (verb === "delete" || inputs["vpcConfig"] === undefined) return undefined;
  const subnetIds = (inputs["vpcConfig"].subnetIds ?? []) as string[];
  if (subnetIds.some((id) => account.zoneIdOf(id) === "use1-az3")) {
    return "api error InvalidParameterValueException: The provided subnets contain availability zone Lambda doesn't support. Please use a different set of subnets.";
  }
  const role = account
    .all("aws:iam/role:Role")
    .find(({ outputs }) => outputs["arn"] === inputs["role"]);
  if (!role)
    return "api error InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.";
  return statementsOf(account, inputs["role"]).some(
    ({ Effect, Action }) =>
      Effect === "Allow" && [Action].flat().includes("ec2:CreateNetworkInterface"),
  )
    ? undefined
    : "api error InvalidParameterValueException: The provided execution role does not have permissions to call CreateNetworkInterface on EC2";
};

/** A subnet's block is in one of its VPC's, and has no address in common with another subnet's. */
const subnet: Rule = (account, verb, { type, inputs: { vpcId, cidrBlock } }) => {
  if (verb !== "create") return undefined;
  const vpc = account.find("aws:ec2/vpc:Vpc", vpcId);
  if (!vpc) return `api error InvalidVpcID.NotFound: The vpc ID '${vpcId}' does not exist`;
  const block = parseBlock(cidrBlock)!;
  if (!isWithin(block, parseBlock(vpc.inputs["cidrBlock"])!)) {
    return `api error InvalidSubnet.Range: The CIDR '${cidrBlock}' is invalid.`;
  }
  return account
    .all(type)
    .some(
      ({ inputs: its }) => its["vpcId"] === vpcId && overlap(parseBlock(its["cidrBlock"])!, block),
    )
    ? `api error InvalidSubnet.Conflict: The CIDR '${cidrBlock}' conflicts with another subnet`
    : undefined;
};

const bucket: Rule = (account, verb, { type, id, inputs }) => {
  if (verb === "create" && account.find(type, inputs["bucket"])) {
    return `creating S3 Bucket (${inputs["bucket"]}): api error BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.`;
  }
  const holds = account.all(OBJECT).some(({ inputs: its }) => its["bucket"] === id);
  return verb === "delete" && holds
    ? `deleting S3 Bucket (${id}): api error BucketNotEmpty: The bucket you tried to delete is not empty`
    : undefined;
};

/** CloudFront deletes neither what a distribution goes by nor a policy of its headers that one still has. */
const inDistribution: Rule = (account, verb, { id }) =>
  verb === "delete" &&
  account.all(DISTRIBUTION).some(({ inputs }) => JSON.stringify(inputs).includes(`"${id}"`))
    ? `api error InUse: ${id} is in use by a distribution`
    : undefined;

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";

/** A web ACL is for distributions, and made in us-east-1, or for what is in its region. */
const webAcl: Rule = (_account, verb, { inputs: { scope, region } }) =>
  verb === "create" && scope === "CLOUDFRONT" && region !== "us-east-1"
    ? "api error WAFInvalidParameterException: Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT"
    : undefined;

const webAclOf = (account: StandInAccount, arn: string, scope: string) =>
  account.all(WEB_ACL).some(({ outputs: its }) => its["arn"] === arn && its["scope"] === scope);

const webAclAssociation: Rule = (account, verb, { inputs: { webAclArn } }) =>
  verb === "delete" || webAclOf(account, webAclArn, "REGIONAL")
    ? undefined
    : "api error WAFNonexistentItemException: AWS WAF couldn’t perform the operation because your resource doesn’t exist.";

const distribution: Rule = (account, verb, { inputs: { webAclId } }) =>
  verb === "delete" || webAclId === undefined || webAclOf(account, webAclId, "CLOUDFRONT")
    ? undefined
    : "api error InvalidWebACLId: Web ACL is not accessible by the requester.";

const RULES: Readonly<Record<string, Rule>> = {
  ...BACKUP_REFUSALS,
  "aws:s3/bucket:Bucket": bucket,
  "aws:cloudfront/originAccessControl:OriginAccessControl": inDistribution,
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": inDistribution,
  ...NAME_RULES,
  [WEB_ACL]: webAcl,
  "aws:wafv2/webAclAssociation:WebAclAssociation": webAclAssociation,
  "aws:cloudfront/distribution:Distribution": distribution,
  [INGRESS]: rule,
  [EGRESS]: rule,
  [GROUP]: group,
  "aws:ec2/subnet:Subnet": subnet,
  [INSTANCE]: database,
  [CLUSTER]: database,
  [PROXY]: proxy,
  "aws:rds/clusterInstance:ClusterInstance": clusterInstance,
  "aws:rds/subnetGroup:SubnetGroup": subnetGroup,
  "aws:cognito/userPool:UserPool": userPool,
  "aws:cognito/userPoolClient:UserPoolClient": userPoolClient,
  "aws:lambda/function:Function": lambda,
};

/** AWS's words for what it will not do; undefined where it does it. */
export function refusalOf(account: StandInAccount, verb: Verb, asked: Held): string | undefined {
  return RULES[asked.type]?.(account, verb, asked);
}
