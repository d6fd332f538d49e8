import type { Inputs } from "@pulumi/pulumi";
import type { Held, StandInAccount } from "../account.ts";

interface Kind {
  readonly type: string;
  /** The properties, as CloudFormation's registry names them. */
  readonly properties: (its: Inputs, id: string) => Readonly<Record<string, unknown>>;
  /** The properties whose values, with `|` between them, are the identifier (`primaryIdentifier` of the schema). */
  readonly identifier: readonly string[];
  /** Those that a list wants to be told. @default none */
  readonly scope?: readonly string[];
}

const rule = (peer: string) => (its: Inputs, id: string) => ({
  Id: id,
  GroupId: its["securityGroupId"],
  IpProtocol: its["ipProtocol"],
  FromPort: its["fromPort"],
  ToPort: its["toPort"],
  CidrIp: its["cidrIpv4"],
  [peer]: its["referencedSecurityGroupId"],
});

/** What Cloud Control tells of the types that are looked up by it. */
const KINDS: Readonly<Record<string, Kind>> = {
  "AWS::ApiGatewayV2::Api": {
    type: "aws:apigatewayv2/api:Api",
    properties: (its, id) => ({ ApiId: id, Name: its["name"] }),
    identifier: ["ApiId"],
  },
  "AWS::ApiGatewayV2::Authorizer": {
    type: "aws:apigatewayv2/authorizer:Authorizer",
    properties: (its, id) => ({ AuthorizerId: id, ApiId: its["apiId"], Name: its["name"] }),
    identifier: ["AuthorizerId", "ApiId"],
    scope: ["ApiId"],
  },
  "AWS::ApiGatewayV2::Integration": {
    type: "aws:apigatewayv2/integration:Integration",
    properties: (its, id) => ({ ApiId: its["apiId"], IntegrationId: id }),
    identifier: ["ApiId", "IntegrationId"],
    scope: ["ApiId"],
  },
  "AWS::ApiGatewayV2::Route": {
    type: "aws:apigatewayv2/route:Route",
    properties: (its, id) => ({ ApiId: its["apiId"], RouteId: id, RouteKey: its["routeKey"] }),
    identifier: ["ApiId", "RouteId"],
    scope: ["ApiId"],
  },
  "AWS::CloudFront::Distribution": {
    type: "aws:cloudfront/distribution:Distribution",
    properties: (its, id) => ({ Id: id, DistributionConfig: { Comment: its["comment"] } }),
    identifier: ["Id"],
  },
  "AWS::CloudFront::OriginAccessControl": {
    type: "aws:cloudfront/originAccessControl:OriginAccessControl",
    properties: (its, id) => ({ Id: id, OriginAccessControlConfig: { Name: its["name"] } }),
    identifier: ["Id"],
  },
  "AWS::CloudFront::ResponseHeadersPolicy": {
    type: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    properties: (its, id) => ({ Id: id, ResponseHeadersPolicyConfig: { Name: its["name"] } }),
    identifier: ["Id"],
  },
  "AWS::Backup::BackupPlan": {
    type: "aws:backup/plan:Plan",
    properties: (its, id) => ({ BackupPlanId: id, BackupPlan: { BackupPlanName: its["name"] } }),
    identifier: ["BackupPlanId"],
  },
  "AWS::Backup::BackupSelection": {
    type: "aws:backup/selection:Selection",
    properties: (its, id) => ({
      Id: `${id}_${its["planId"]}`,
      BackupPlanId: its["planId"],
      BackupSelection: { SelectionName: its["name"] },
    }),
    identifier: ["Id"],
  },
  "AWS::Cognito::UserPool": {
    type: "aws:cognito/userPool:UserPool",
    properties: (its, id) => ({ UserPoolId: id, UserPoolName: its["name"] }),
    identifier: ["UserPoolId"],
  },
  "AWS::Cognito::UserPoolClient": {
    type: "aws:cognito/userPoolClient:UserPoolClient",
    properties: (its, id) => ({
      UserPoolId: its["userPoolId"],
      ClientId: id,
      ClientName: its["name"],
    }),
    identifier: ["UserPoolId", "ClientId"],
    scope: ["UserPoolId"],
  },
  "AWS::EC2::FlowLog": {
    type: "aws:ec2/flowLog:FlowLog",
    properties: (its, id) => ({ Id: id, ResourceId: its["vpcId"] }),
    identifier: ["Id"],
  },
  "AWS::EC2::Instance": {
    type: "aws:ec2/instance:Instance",
    properties: (its, id) => ({ InstanceId: id, SubnetId: its["subnetId"], Tags: tagList(its) }),
    identifier: ["InstanceId"],
  },
  "AWS::EC2::InstanceConnectEndpoint": {
    type: "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint",
    properties: (its, id) => ({ Id: id, SubnetId: its["subnetId"] }),
    identifier: ["Id"],
  },
  "AWS::EC2::RouteTable": {
    type: "aws:ec2/routeTable:RouteTable",
    properties: (its, id) => ({ RouteTableId: id, VpcId: its["vpcId"], Tags: tagList(its) }),
    identifier: ["RouteTableId"],
  },
  "AWS::EC2::SecurityGroup": {
    type: "aws:ec2/securityGroup:SecurityGroup",
    properties: (its, id) => ({ GroupId: id, GroupName: its["name"], VpcId: its["vpcId"] }),
    identifier: ["GroupId"],
  },
  "AWS::EC2::SecurityGroupEgress": {
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    properties: rule("DestinationSecurityGroupId"),
    identifier: ["Id"],
  },
  "AWS::EC2::SecurityGroupIngress": {
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    properties: rule("SourceSecurityGroupId"),
    identifier: ["Id"],
  },
  "AWS::EC2::Subnet": {
    type: "aws:ec2/subnet:Subnet",
    properties: (its, id) => ({ SubnetId: id, VpcId: its["vpcId"], CidrBlock: its["cidrBlock"] }),
    identifier: ["SubnetId"],
  },
  "AWS::EC2::VPC": {
    type: "aws:ec2/vpc:Vpc",
    properties: (its, id) => ({ VpcId: id, CidrBlock: its["cidrBlock"], Tags: tagList(its) }),
    identifier: ["VpcId"],
  },
  "AWS::IAM::RolePolicy": {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: (its) => ({ PolicyName: its["name"], RoleName: its["role"] }),
    identifier: ["PolicyName", "RoleName"],
    scope: ["RoleName"],
  },
  "AWS::KMS::Key": {
    type: "aws:kms/key:Key",
    properties: (its, id) => ({ KeyId: id, Description: its["description"] }),
    identifier: ["KeyId"],
  },
  "AWS::Lambda::Permission": {
    type: "aws:lambda/permission:Permission",
    properties: (its, id) => ({
      FunctionName: its["function"],
      Id: its["statementId"] ?? id,
      Principal: its["principal"],
      SourceArn: its["sourceArn"],
    }),
    identifier: ["FunctionName", "Id"],
    scope: ["FunctionName"],
  },
  "AWS::RDS::DBClusterParameterGroup": {
    type: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    properties: (its) => ({ DBClusterParameterGroupName: its["name"] }),
    identifier: ["DBClusterParameterGroupName"],
  },
  "AWS::RDS::DBParameterGroup": {
    type: "aws:rds/parameterGroup:ParameterGroup",
    properties: (its) => ({ DBParameterGroupName: its["name"] }),
    identifier: ["DBParameterGroupName"],
  },
  "AWS::RDS::DBSubnetGroup": {
    type: "aws:rds/subnetGroup:SubnetGroup",
    properties: (its) => ({ DBSubnetGroupName: its["name"] }),
    identifier: ["DBSubnetGroupName"],
  },
  "AWS::SNS::Topic": {
    type: "aws:sns/topic:Topic",
    properties: (its) => ({ TopicArn: its["arn"], TopicName: its["name"] }),
    identifier: ["TopicArn"],
  },
  "AWS::WAFv2::WebACL": {
    type: "aws:wafv2/webAcl:WebAcl",
    properties: (its, id) => ({ Name: its["name"], Id: id, Scope: its["scope"] }),
    identifier: ["Name", "Id", "Scope"],
    scope: ["Scope"],
  },
};

const tagList = (its: Inputs) =>
  Object.entries((its["tagsAll"] ?? {}) as object).map(([Key, Value]) => ({ Key, Value }));

export interface CloudControlRequest {
  readonly TypeName: string;
  readonly Identifier?: string;
  readonly ResourceModel?: string;
}

/** The answer to an operation of Cloud Control. Of what is listed it tells the identifiers alone, as many types do. */
export function cloudControl(
  account: StandInAccount,
  operation: string,
  asked: CloudControlRequest,
): object {
  const { TypeName, Identifier, ResourceModel = "{}" } = asked;
  const kind = KINDS[TypeName];
  if (!kind) throw new Error(`The stand-in's Cloud Control does not know ${TypeName}`);
  const all = account.all(kind.type).map((held) => descriptionOf(kind, held));
  if (operation === "GetResource") {
    const found = all.find((one) => one.Identifier === Identifier);
    if (!found) throw new Error(`The stand-in has no ${TypeName} ${Identifier}`);
    const { Properties } = found;
    return {
      TypeName,
      ResourceDescription: { Identifier, Properties: JSON.stringify(Properties) },
    };
  }
  const model = JSON.parse(ResourceModel) as Readonly<Record<string, unknown>>;
  const missing = (kind.scope ?? []).filter((key) => !(key in model));
  if (missing.length > 0) throw new Error(`${TypeName} is listed by ${missing.join()}`);
  const listed = all.filter(({ Properties }) =>
    (kind.scope ?? []).every((key) => Properties[key] === model[key]),
  );
  return {
    TypeName,
    ResourceDescriptions: listed.map(({ Identifier: id, Properties }) => ({
      Identifier: id,
      Properties: JSON.stringify(
        Object.fromEntries(kind.identifier.map((key) => [key, Properties[key]])),
      ),
    })),
  };
}

function descriptionOf(kind: Kind, { outputs, id }: Held) {
  const Properties = kind.properties(outputs, id);
  return { Identifier: kind.identifier.map((key) => Properties[key]).join("|"), Properties };
}
