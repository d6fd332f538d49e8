import type { Inputs } from "@pulumi/pulumi";

export type Tags = Readonly<Record<string, string>>;

/** The types that we use and that have tags in AWS (aws 7.48: those with an output `tagsAll`). */
const TAGGED: ReadonlySet<string> = new Set([
  ...["aws:backup/plan:Plan", "aws:backup/vault:Vault"],
  ...["aws:acm/certificate:Certificate", "aws:sesv2/configurationSet:ConfigurationSet"],
  "aws:sesv2/emailIdentity:EmailIdentity",
  ...["aws:apigatewayv2/api:Api", "aws:apigatewayv2/stage:Stage", "aws:budgets/budget:Budget"],
  ...["aws:cloudwatch/logGroup:LogGroup", "aws:cloudwatch/metricAlarm:MetricAlarm"],
  ...["aws:cognito/userPool:UserPool", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
  ...["aws:ec2/flowLog:FlowLog", "aws:ec2/instance:Instance", "aws:ec2/routeTable:RouteTable"],
  ...["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/subnet:Subnet", "aws:ec2/vpc:Vpc"],
  "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint",
  ...["aws:iam/role:Role", "aws:kms/key:Key", "aws:lambda/function:Function"],
  ...["aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance"],
  ...["aws:rds/clusterParameterGroup:ClusterParameterGroup", "aws:rds/instance:Instance"],
  ...["aws:rds/eventSubscription:EventSubscription", "aws:rds/parameterGroup:ParameterGroup"],
  ...["aws:cloudfront/distribution:Distribution", "aws:s3/bucket:Bucket"],
  "aws:wafv2/webAcl:WebAcl",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  ...["aws:rds/proxy:Proxy", "aws:rds/subnetGroup:SubnetGroup", "aws:sns/topic:Topic"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
]);

/** The output of that name: a resource's own tags over those of its provider. Nothing for a type without tags. */
export function tagsAll(type: string, { tags }: Inputs, defaults: Tags): { tagsAll?: Tags } {
  return TAGGED.has(type) ? { tagsAll: { ...defaults, ...(tags as Tags | undefined) } } : {};
}
