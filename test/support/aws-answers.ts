import type { Inputs, runtime } from "@pulumi/pulumi";
import { nameAnswers, nameStates } from "./name-answers.ts";

/** The account, region and network in which the mocked AWS answers. */
export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";
export const DEFAULT_VPC = "vpc-default";

/** The zones of us-east-1, each with the default VPC's subnet. Ids are places; which name leads to which differs. */
export const ZONES = [
  ["a", "use1-az3"],
  ["b", "use1-az6"],
  ["c", "use1-az1"],
  ["d", "use1-az2"],
  ["e", "use1-az4"],
  ["f", "use1-az5"],
].map(([letter, id]) => ({
  name: `us-east-1${letter}`,
  id: id!,
  subnet: `subnet-default-${letter}`,
}));
export const DEFAULT_SUBNETS = ZONES.map(({ subnet }) => subnet);

/** The id of the one response headers policy. */
const HEADERS_POLICY = "5cc3b908-e619-4b99-88e5-2cf7f45965bd";

/** The key under which a state carries the resource's physical id. */
export const ID = Symbol("id");

export type State = Record<string, unknown> & { [ID]: string };

/**
 * The outputs that AWS fills in for a resource, beside its inputs: `name` is the physical one. `life` is another text for
 * another server of the same name, since AWS gives no resource id and no secret twice.
 */
type Computed = (name: string, inputs: Inputs, life: string) => Record<string, unknown>;

const secrets = (name: string, { manageMasterUserPassword }: Inputs, life: string) =>
  manageMasterUserPassword === true
    ? [
        {
          secretArn: arn("secretsmanager", `secret:rds!${name}${life}`),
          secretStatus: "active",
          kmsKeyId: arn("kms", "key/default"),
        },
      ]
    : [];

const COMPUTED: Readonly<Record<string, Computed>> = {
  "aws:rds/instance:Instance": (name, inputs, life) => ({
    identifier: name,
    address: `${name}.c0ffee.${REGION}.rds.amazonaws.com`,
    endpoint: `${name}.c0ffee.${REGION}.rds.amazonaws.com:5432`,
    port: inputs["port"] ?? 5432,
    resourceId: `db-${idOf(name)}${life}`,
    arn: arn("rds", `db:${name}`),
    engineVersionActual: `${inputs["engineVersion"]}.4`,
    masterUserSecrets: secrets(name, inputs, life),
    [ID]: `db-${idOf(name)}${life}`,
  }),
  "aws:rds/cluster:Cluster": (name, inputs, life) => ({
    clusterIdentifier: name,
    endpoint: `${name}.cluster-c0ffee.${REGION}.rds.amazonaws.com`,
    readerEndpoint: `${name}.cluster-ro-c0ffee.${REGION}.rds.amazonaws.com`,
    port: inputs["port"] ?? 5432,
    clusterResourceId: `cluster-${idOf(name)}${life}`,
    arn: arn("rds", `cluster:${name}`),
    engineVersionActual: `${inputs["engineVersion"]}.4`,
    masterUserSecrets: secrets(name, inputs, life),
  }),
  "aws:rds/clusterInstance:ClusterInstance": (name, _inputs, life) => ({
    identifier: name,
    endpoint: `${name}.c0ffee.${REGION}.rds.amazonaws.com`,
    dbiResourceId: `db-${idOf(name)}${life}`,
    arn: arn("rds", `db:${name}`),
  }),
  "aws:rds/parameterGroup:ParameterGroup": (name) => ({ arn: arn("rds", `pg:${name}`) }),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": (name) => ({
    arn: arn("rds", `cluster-pg:${name}`),
  }),
  "aws:rds/proxy:Proxy": (name) => ({
    endpoint: `${name}.proxy-c0ffee.${REGION}.rds.amazonaws.com`,
    arn: arn("rds", `db-proxy:prx-${idOf(name)}`),
  }),
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": () => ({
    name: "default",
    arn: arn("rds", "target-group:prx-tg-1"),
  }),
  "aws:ec2/subnet:Subnet": (_name, { availabilityZone }) => ({
    availabilityZoneId: ZONES.find(({ name }) => name === availabilityZone)?.id,
  }),
  "aws:ec2/vpc:Vpc": (name) => ({ defaultSecurityGroupId: `sg-default-${idOf(name)}` }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (name) => ({
    securityGroupRuleId: `sgr-${idOf(name)}`,
  }),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (name) => ({
    securityGroupRuleId: `sgr-${idOf(name)}`,
  }),
  "aws:iam/role:Role": (name) => ({ arn: `arn:aws:iam::${ACCOUNT}:role/${name}` }),
  "aws:iam/policy:Policy": (name) => ({ arn: `arn:aws:iam::${ACCOUNT}:policy/${name}` }),
  "aws:cloudwatch/logGroup:LogGroup": (name) => ({ arn: arn("logs", `log-group:${name}`) }),
  "aws:backup/vault:Vault": (name, { region }) => ({
    arn: arn("backup", `backup-vault:${name}`, region as string | undefined),
  }),
  "aws:backup/plan:Plan": (name) => ({
    arn: arn("backup", `backup-plan:${name}`),
    [ID]: `9f8e7d6c-${name}`,
  }),
  "aws:backup/selection:Selection": (name) => ({ [ID]: `1a2b3c4d-${name}` }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": (name) => ({ arn: arn("cloudwatch", `alarm:${name}`) }),
  "aws:kms/key:Key": (name) => ({ keyId: name }),
  "aws:lambda/function:Function": (name) => ({
    arn: arn("lambda", `function:${name}`),
    invokeArn: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${arn("lambda", `function:${name}`)}/invocations`,
    qualifiedArn: arn("lambda", `function:${name}:1`),
  }),
  "aws:lambda/invocation:Invocation": () => ({ result: "{}" }),
  "aws:cognito/userPool:UserPool": () => ({
    endpoint: `cognito-idp.${REGION}.amazonaws.com/${REGION}_c0ffee`,
    arn: arn("cognito-idp", `userpool/${REGION}_c0ffee`),
    [ID]: `${REGION}_c0ffee`,
  }),
  "aws:cognito/userPoolClient:UserPoolClient": () => ({ [ID]: "c0ffee0client0id" }),
  "aws:apigatewayv2/api:Api": () => ({
    apiEndpoint: `https://c0ffee.execute-api.${REGION}.amazonaws.com`,
    executionArn: arn("execute-api", "c0ffee"),
    [ID]: "c0ffee",
  }),
  "aws:apigatewayv2/stage:Stage": () => ({
    invokeUrl: `https://c0ffee.execute-api.${REGION}.amazonaws.com/`,
  }),
  "aws:s3/bucket:Bucket": (name) => ({
    arn: `arn:aws:s3:::${name}`,
    bucketRegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
  }),
  "aws:s3/bucketObjectv2:BucketObjectv2": (_name, { bucket, key }) => ({
    arn: `arn:aws:s3:::${bucket}/${key}`,
    [ID]: `${bucket}/${key}`,
  }),
  "aws:s3/bucketPolicy:BucketPolicy": (_name, { bucket }) => ({ [ID]: String(bucket) }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (_name, { bucket }) => ({
    [ID]: String(bucket),
  }),
  "aws:cloudfront/originAccessControl:OriginAccessControl": () => ({ [ID]: "E2QWRUHAPOMQZL" }),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": () => ({ [ID]: HEADERS_POLICY }),
  "aws:wafv2/webAcl:WebAcl": (name, { scope }) => {
    const [place, kind] = scope === "CLOUDFRONT" ? ["us-east-1", "global"] : [REGION, "regional"];
    const id = `${kind}-0a1b2c3d-${name}`;
    return { arn: `arn:aws:wafv2:${place}:${ACCOUNT}:${kind}/webacl/${name}/${id}`, [ID]: id };
  },
  "aws:cloudfront/distribution:Distribution": () => ({
    arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/EDFDVBD632BHDS5`,
    domainName: "d111111abcdef8.cloudfront.net",
    // CloudFront's own, the same for every distribution.
    hostedZoneId: "Z2FDTNDATAQYW2",
    [ID]: "EDFDVBD632BHDS5",
  }),
  "aws:sns/topic:Topic": (name) => ({ arn: arn("sns", name) }),
  "aws:sqs/queue:Queue": (name) => ({
    arn: arn("sqs", name),
    url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
  }),
  ...nameStates(arn, ID),
  "command:local:Command": () => ({ stdout: "", stderr: "" }),
};

const FIRST = "0001";

/** Which input has the physical name, and which its beginning. */
const NAMES = ["name", "identifier", "clusterIdentifier", "bucket", "dashboardName"];
const PREFIXES = ["namePrefix", "identifierPrefix", "clusterIdentifierPrefix"];

/**
 * The state of a new resource: its inputs, its physical name, and what AWS would fill in.
 *
 * @param serial what makes a name unique where the program gives none, or its beginning only
 */
export function stateOf(
  { type, name: logical, inputs }: Pick<runtime.MockResourceArgs, "type" | "name" | "inputs">,
  serial = FIRST,
): State {
  const given = NAMES.map((key) => inputs[key]).find((value) => typeof value === "string");
  const prefix = PREFIXES.map((key) => inputs[key]).find((value) => typeof value === "string");
  const name: string =
    given ?? (prefix === undefined ? `${logical}-${serial}` : `${prefix}${serial}`);
  const service = type.split(":")[1]?.split("/")[0] ?? "none";
  const computed = COMPUTED[type]?.(name, inputs, serial === FIRST ? "" : serial);
  return {
    ...(type.startsWith("aws:") ? { name, arn: arn(service, name) } : {}),
    ...inputs,
    ...computed,
    [ID]: (computed as Partial<State> | undefined)?.[ID] ?? idFor(type, name),
  };
}

const KINDS: Readonly<Record<string, string>> = {
  "aws:ec2/vpc:Vpc": "vpc",
  "aws:ec2/subnet:Subnet": "subnet",
  "aws:ec2/securityGroup:SecurityGroup": "sg",
};

const idFor = (type: string, name: string) => {
  const kind = KINDS[type];
  return kind === undefined ? name : `${kind}-${name}`;
};

const idOf = (name: string) => name.replaceAll(/[^A-Za-z0-9]/g, "").toUpperCase();

function arn(service: string, resource: string, region = REGION): string {
  return `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
}

const ANSWERS: Readonly<Record<string, (inputs: Inputs) => Record<string, unknown>>> = {
  "aws:ec2/getVpc:getVpc": () => ({
    id: DEFAULT_VPC,
    cidrBlock: "172.31.0.0/16",
    default: true,
    enableDnsHostnames: true,
    enableDnsSupport: true,
  }),
  "aws:ec2/getSubnets:getSubnets": () => ({ id: REGION, ids: DEFAULT_SUBNETS }),
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({
    id,
    availabilityZone: ZONES.find(({ subnet }) => subnet === id)?.name,
    availabilityZoneId: ZONES.find(({ subnet }) => subnet === id)?.id,
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    id: REGION,
    names: ZONES.map(({ name }) => name),
    zoneIds: ZONES.map(({ id }) => id),
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: ACCOUNT,
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/mock`,
    userId: "AIDAMOCK",
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
  }),
  "aws:index/getRegion:getRegion": () => ({ id: REGION, name: REGION, region: REGION }),
  ...nameAnswers(asRpcError),
  "aws:secretsmanager/getSecretVersion:getSecretVersion": ({ secretId }) => ({
    id: secretId,
    secretId,
    secretString: JSON.stringify({ username: "cruddur_admin", password: "master-password" }),
  }),
  "aws:ssm/getParameter:getParameter": ({ name }) => ({
    id: name,
    name,
    value: "ami-0a1b2c3d4e5f60718",
  }),
};

/** Fields of an answer that differ from the usual, for each call or for all of them; or how the lookup fails. */
export type OtherAnswer =
  Record<string, unknown> | ((inputs: Inputs) => Record<string, unknown>) | Error;

/**
 * The answer to a lookup: the usual, with the fields that `other` has instead. Throws an Error that is in `other`, and
 * for a lookup that has no answer here, so that none is made by accident.
 */
export function answerTo(
  token: string,
  inputs: Inputs,
  other: Readonly<Record<string, OtherAnswer>> = {},
): Record<string, unknown> {
  const answer = ANSWERS[token];
  const given = other[token];
  const instead = typeof given === "function" ? given(inputs) : given;
  if (instead instanceof Error) throw asRpcError(instead.message);
  if (answer === undefined && instead === undefined) {
    throw asRpcError(`test/support/aws-answers.ts has no answer to ${token}.`);
  }
  // A usual answer may be that there is no such thing.
  if (answer === undefined || instead?.["id"] !== undefined) return instead ?? {};
  return { ...answer(inputs), ...instead };
}

/** The runtime shows nothing of an invoke's error but `details`. */
function asRpcError(details: string): Error {
  return Object.assign(new Error(details), { details });
}
