import type { Inputs } from "@pulumi/pulumi";
import type { Held, StandInAccount } from "./account.ts";

/**
 * What the provider takes as an id beside the one that it gives: a name, or the parents' ids before it. Each from the
 * type's page in the provider's documentation, "Import".
 */
const IMPORT_IDS: Readonly<Record<string, (its: Inputs, id: string) => string>> = {
  "aws:apigatewayv2/authorizer:Authorizer": ({ apiId }, id) => `${apiId}/${id}`,
  "aws:apigatewayv2/integration:Integration": ({ apiId }, id) => `${apiId}/${id}`,
  "aws:apigatewayv2/route:Route": ({ apiId }, id) => `${apiId}/${id}`,
  "aws:apigatewayv2/stage:Stage": ({ apiId, name }) => `${apiId}/${name}`,
  "aws:backup/selection:Selection": ({ planId }, id) => `${planId}|${id}`,
  "aws:backup/vault:Vault": ({ name, region }, id) => (region ? `${name}@${region}` : id),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": (its) =>
    `${its["logGroupName"]}:${its["name"]}`,
  "aws:cognito/userPoolClient:UserPoolClient": ({ userPoolId }, id) => `${userPoolId}/${id}`,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": (its) =>
    `${its["subnetId"]}/${its["routeTableId"]}`,
  "aws:iam/rolePolicy:RolePolicy": ({ role, name }) => `${role}:${name}`,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ role, policyArn }) =>
    `${role}/${policyArn}`,
  "aws:kms/keyPolicy:KeyPolicy": ({ keyId }) => keyId,
  "aws:lambda/permission:Permission": (its, id) => `${its["function"]}/${its["statementId"] ?? id}`,
  "aws:rds/instance:Instance": ({ identifier }) => identifier,
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": ({ dbProxyName }) => dbProxyName,
  "aws:rds/proxyTarget:ProxyTarget": ({ dbProxyName, ...its }) =>
    its["dbClusterIdentifier"] === undefined
      ? `${dbProxyName}/default/RDS_INSTANCE/${its["dbInstanceIdentifier"]}`
      : `${dbProxyName}/default/TRACKED_CLUSTER/${its["dbClusterIdentifier"]}`,
  "aws:scheduler/schedule:Schedule": ({ groupName, name }) => `${groupName ?? "default"}/${name}`,
  "aws:sns/topic:Topic": ({ arn }) => arn,
  "aws:sns/topicPolicy:TopicPolicy": ({ arn }) => arn,
  "aws:wafv2/webAcl:WebAcl": ({ name, scope, region }, id) =>
    `${id}/${name}/${scope}${region === undefined ? "" : `@${region}`}`,
};

/** What the account holds under an id of the provider's, or under one to import by; undefined where it is not there. */
export function findById(account: StandInAccount, type: string, id: string): Held | undefined {
  return account
    .all(type)
    .find((held) => held.id === id || IMPORT_IDS[type]?.(held.outputs, held.id) === id);
}
