/** A value of a plan, or the id of what it comes from; undefined while neither is known. */
export type ValueOf = (input: string) => string | undefined;

/** What a property has to be: the value itself, or a text that begins so. */
export type Expected = string | { readonly startsWith: string };

/** Values by name; one of them is undefined while it is not known. */
type Values<T> = Readonly<Record<string, T | undefined>>;

/** It is put together from what the plan says. */
interface NamedRule {
  readonly id: (of: ValueOf) => string | undefined;
}

/** AWS made it, and Cloud Control lists what there is. */
interface ListedRule {
  /** `AWS::EC2::SecurityGroup` */
  readonly listed: string;
  /** What the list wants to be told. @default nothing */
  readonly within?: (of: ValueOf) => Values<string>;
  /** What tells the one from others; `Tags.Name` is the tag's value, `Config.Name` the property's own. */
  readonly by: (of: ValueOf, logicalName: string) => Values<Expected>;
  /** From the parts of the identifier. @default the one part */
  readonly idFrom?: (parts: readonly string[], of: ValueOf) => string | undefined;
}

/** The next up makes it once more, which changes nothing where it is there already. */
interface RemadeRule {
  readonly remade: string;
}

/** How the id that the provider imports a resource by is come by. */
export type IdRule = NamedRule | ListedRule | RemadeRule;

/** Parts with a separator between them; undefined while one of them is. */
function joined(separator: string, ...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join(separator);
}

const named = (input: string): IdRule => ({ id: (of) => of(input) });

/** By the name, or by what it begins with where AWS or Pulumi ends it. */
const begins = (of: ValueOf, prefix = "namePrefix"): Expected | undefined => {
  const startsWith = of(prefix);
  return of("name") ?? (startsWith === undefined ? undefined : { startsWith });
};

const ofApi = (listed: string, by: (of: ValueOf) => Values<Expected>): IdRule => ({
  listed,
  within: (of) => ({ ApiId: of("apiId") }),
  by,
  // The order differs from type to type.
  idFrom: (parts, of) =>
    joined(
      "/",
      of("apiId"),
      parts.find((part) => part !== of("apiId")),
    ),
});

const groupRule = (listed: string, peer: string, list: string): IdRule => ({
  listed,
  by: (of) => ({
    GroupId: of("securityGroupId"),
    IpProtocol: of("ipProtocol"),
    ...(of("fromPort") === undefined ? {} : { FromPort: of("fromPort") }),
    ...(of("cidrIpv4") === undefined
      ? of("prefixListId") === undefined
        ? { [peer]: of("referencedSecurityGroupId") }
        : { [list]: of("prefixListId") }
      : { CidrIp: of("cidrIpv4") }),
  }),
});

/**
 * The rules of every type that a stack has, by Pulumi's token. An id's form is that of the type's page in the
 * provider's documentation ("Import"); a listed type's properties and identifier are those of its schema in
 * CloudFormation's registry.
 */
export const ID_RULES: Readonly<Record<string, IdRule>> = {
  "aws:acm/certificate:Certificate": {
    remade: "another certificate costs nothing, and its record is the same",
  },
  "aws:acm/certificateValidation:CertificateValidation": { remade: "it is waited for again" },
  "aws:apigatewayv2/api:Api": {
    listed: "AWS::ApiGatewayV2::Api",
    by: (of) => ({ Name: of("name") }),
  },
  "aws:apigatewayv2/authorizer:Authorizer": ofApi("AWS::ApiGatewayV2::Authorizer", (of) => ({
    Name: of("name"),
  })),
  // An API of ours has one.
  "aws:apigatewayv2/integration:Integration": ofApi("AWS::ApiGatewayV2::Integration", () => ({})),
  "aws:apigatewayv2/route:Route": ofApi("AWS::ApiGatewayV2::Route", (of) => ({
    RouteKey: of("routeKey"),
  })),
  "aws:apigatewayv2/stage:Stage": { id: (of) => joined("/", of("apiId"), of("name")) },
  "aws:backup/plan:Plan": {
    listed: "AWS::Backup::BackupPlan",
    by: (of) => ({ "BackupPlan.BackupPlanName": of("name") }),
  },
  "aws:backup/selection:Selection": {
    listed: "AWS::Backup::BackupSelection",
    by: (of) => ({ BackupPlanId: of("planId"), "BackupSelection.SelectionName": of("name") }),
    // The identifier is of both ids, with `_` between them.
    idFrom: ([both = ""], of) =>
      joined(
        "|",
        of("planId"),
        both.split("_").find((part) => part !== of("planId")),
      ),
  },
  "aws:backup/vault:Vault": named("name"),
  "aws:budgets/budget:Budget": { id: (of) => joined(":", of("accountId"), of("name")) },
  "aws:cloudwatch/dashboard:Dashboard": named("dashboardName"),
  "aws:cloudfront/distribution:Distribution": {
    listed: "AWS::CloudFront::Distribution",
    by: (of) => ({ "DistributionConfig.Comment": of("comment") }),
  },
  "aws:cloudfront/originAccessControl:OriginAccessControl": {
    listed: "AWS::CloudFront::OriginAccessControl",
    by: (of) => ({ "OriginAccessControlConfig.Name": of("name") }),
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
    listed: "AWS::CloudFront::ResponseHeadersPolicy",
    by: (of) => ({ "ResponseHeadersPolicyConfig.Name": of("name") }),
  },
  "aws:cloudwatch/logGroup:LogGroup": named("name"),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    id: (of) => joined(":", of("logGroupName"), of("name")),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("name"),
  "aws:cognito/userPool:UserPool": {
    listed: "AWS::Cognito::UserPool",
    by: (of) => ({ UserPoolName: of("name") }),
  },
  "aws:cognito/userPoolClient:UserPoolClient": {
    listed: "AWS::Cognito::UserPoolClient",
    within: (of) => ({ UserPoolId: of("userPoolId") }),
    by: (of) => ({ ClientName: of("name") }),
    idFrom: (parts, of) =>
      joined(
        "/",
        of("userPoolId"),
        parts.find((part) => part !== of("userPoolId")),
      ),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    remade: "AWS makes one with each VPC, and an up takes it over",
  },
  "aws:ec2/flowLog:FlowLog": {
    listed: "AWS::EC2::FlowLog",
    by: (of) => ({ ResourceId: of("vpcId") }),
  },
  "aws:ec2/instance:Instance": {
    listed: "AWS::EC2::Instance",
    by: (of) => ({ SubnetId: of("subnetId"), "Tags.Name": of("tags.Name") }),
  },
  "aws:ec2/routeTable:RouteTable": {
    listed: "AWS::EC2::RouteTable",
    by: (of) => ({ VpcId: of("vpcId"), "Tags.Name": of("tags.Name") }),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    id: (of) => joined("/", of("subnetId"), of("routeTableId")),
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    listed: "AWS::EC2::SecurityGroup",
    by: (of) => ({ VpcId: of("vpcId"), GroupName: begins(of) }),
  },
  "aws:ec2/subnet:Subnet": {
    listed: "AWS::EC2::Subnet",
    by: (of) => ({ VpcId: of("vpcId"), CidrBlock: of("cidrBlock") }),
  },
  "aws:ec2/vpc:Vpc": {
    listed: "AWS::EC2::VPC",
    by: (of) => ({ CidrBlock: of("cidrBlock"), "Tags.Name": of("tags.Name") }),
  },
  "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": {
    listed: "AWS::EC2::InstanceConnectEndpoint",
    by: (of) => ({ SubnetId: of("subnetId") }),
  },
  "aws:iam/role:Role": named("name"),
  "aws:iam/rolePolicy:RolePolicy": {
    listed: "AWS::IAM::RolePolicy",
    within: (of) => ({ RoleName: of("role") }),
    // Without a name Pulumi makes one of the logical one, and seven characters that nobody knows.
    by: (of, name) => ({ PolicyName: of("name") ?? { startsWith: `${name}-` } }),
    idFrom: (parts, of) =>
      joined(
        ":",
        of("role"),
        parts.find((part) => part !== of("role")),
      ),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: (of) => joined("/", of("role"), of("policyArn")),
  },
  "aws:kms/key:Key": { listed: "AWS::KMS::Key", by: (of) => ({ Description: of("description") }) },
  "aws:kms/alias:Alias": named("name"),
  "aws:kms/keyPolicy:KeyPolicy": named("keyId"),
  "aws:lambda/function:Function": named("name"),
  "aws:lambda/invocation:Invocation": {
    remade: "the migrator is called once more, and finds nothing to do",
  },
  "aws:lambda/permission:Permission": {
    listed: "AWS::Lambda::Permission",
    within: (of) => ({ FunctionName: of("function") }),
    by: (of) => ({ Principal: of("principal"), SourceArn: of("sourceArn") }),
    idFrom: (parts, of) =>
      joined(
        "/",
        of("function"),
        parts.find((part) => part !== of("function")),
      ),
  },
  "aws:rds/cluster:Cluster": named("clusterIdentifier"),
  "aws:rds/clusterInstance:ClusterInstance": named("identifier"),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
    listed: "AWS::RDS::DBClusterParameterGroup",
    by: (of) => ({ DBClusterParameterGroupName: begins(of) }),
  },
  "aws:rds/eventSubscription:EventSubscription": named("name"),
  "aws:rds/instance:Instance": named("identifier"),
  "aws:rds/parameterGroup:ParameterGroup": {
    listed: "AWS::RDS::DBParameterGroup",
    by: (of) => ({ DBParameterGroupName: begins(of) }),
  },
  "aws:rds/proxy:Proxy": named("name"),
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": named("dbProxyName"),
  "aws:rds/proxyTarget:ProxyTarget": {
    id: (of) =>
      of("dbClusterIdentifier") === undefined
        ? joined("/", of("dbProxyName"), "default/RDS_INSTANCE", of("dbInstanceIdentifier"))
        : joined("/", of("dbProxyName"), "default/TRACKED_CLUSTER", of("dbClusterIdentifier")),
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    listed: "AWS::RDS::DBSubnetGroup",
    by: (of) => ({ DBSubnetGroupName: begins(of) }),
  },
  "aws:s3/bucket:Bucket": named("bucket"),
  "aws:s3/bucketObjectv2:BucketObjectv2": { remade: "the file is uploaded once more" },
  "aws:s3/bucketPolicy:BucketPolicy": named("bucket"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": named("bucket"),
  "aws:route53/record:Record": {
    id: (of) => joined("_", of("zoneId"), of("name")?.replace(/\.$/, ""), of("type")),
  },
  "aws:ses/domainIdentityVerification:DomainIdentityVerification": {
    remade: "it is waited for again",
  },
  "aws:sesv2/configurationSet:ConfigurationSet": named("configurationSetName"),
  "aws:sesv2/emailIdentity:EmailIdentity": named("emailIdentity"),
  "aws:scheduler/schedule:Schedule": {
    id: (of) => joined("/", of("groupName") ?? "default", of("name")),
  },
  "aws:sns/topic:Topic": { listed: "AWS::SNS::Topic", by: (of) => ({ TopicName: of("name") }) },
  "aws:sns/topicPolicy:TopicPolicy": named("arn"),
  "aws:sns/topicSubscription:TopicSubscription": {
    remade: "SNS answers with the subscription that is there",
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": groupRule(
    "AWS::EC2::SecurityGroupEgress",
    "DestinationSecurityGroupId",
    "DestinationPrefixListId",
  ),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": groupRule(
    "AWS::EC2::SecurityGroupIngress",
    "SourceSecurityGroupId",
    "SourcePrefixListId",
  ),
  "aws:wafv2/webAcl:WebAcl": {
    listed: "AWS::WAFv2::WebACL",
    within: (of) => ({ Scope: of("scope") }),
    by: (of) => ({ Name: of("name") }),
    // Name, id and scope are its parts.
    idFrom: ([, id], of) => joined("/", id, of("name"), of("scope")),
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    remade: "AWS takes the association that is there once more",
  },
  "command:local:Command": { remade: "the command runs once more" },
  "postgresql:index/extension:Extension": { remade: "it is made where it is missing" },
  "postgresql:index/grant:Grant": { remade: "what is granted already is granted again" },
  "postgresql:index/role:Role": named("name"),
};
