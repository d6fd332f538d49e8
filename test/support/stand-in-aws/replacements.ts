/**
 * Inputs that AWS cannot change in place, so that the provider deletes the resource and makes another: those of the
 * resources that we use (aws 7.48, ForceNew in its sources).
 */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "aws:acm/certificate:Certificate": ["domainName", "validationMethod", "subjectAlternativeNames"],
  "aws:acm/certificateValidation:CertificateValidation": [
    "certificateArn",
    "validationRecordFqdns",
  ],
  "aws:apigatewayv2/api:Api": ["protocolType"],
  "aws:apigatewayv2/authorizer:Authorizer": ["apiId"],
  "aws:apigatewayv2/integration:Integration": ["apiId", "integrationType", "connectionType"],
  "aws:apigatewayv2/route:Route": ["apiId"],
  "aws:apigatewayv2/stage:Stage": ["apiId", "name"],
  "aws:backup/plan:Plan": ["name", "region"],
  "aws:backup/selection:Selection": ["name", "iamRoleArn", "planId", "region", "resources"],
  "aws:backup/vault:Vault": ["kmsKeyArn", "name", "region"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "namePrefix"],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ["name", "logGroupName"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
  "aws:cognito/userPool:UserPool": [
    "aliasAttributes",
    "usernameAttributes",
    "usernameConfiguration",
  ],
  "aws:cognito/userPoolClient:UserPoolClient": ["userPoolId", "generateSecret"],
  "aws:ec2/securityGroup:SecurityGroup": ["name", "namePrefix", "description", "vpcId"],
  "aws:ec2/subnet:Subnet": ["vpcId", "cidrBlock", "availabilityZone"],
  "aws:ec2/vpc:Vpc": ["cidrBlock", "instanceTenancy"],
  "aws:iam/policy:Policy": ["name", "namePrefix", "path", "description"],
  "aws:iam/role:Role": ["name", "namePrefix", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "namePrefix", "role"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["role", "policyArn"],
  "aws:lambda/function:Function": ["name", "packageType"],
  "aws:lambda/invocation:Invocation": ["functionName", "input", "qualifier", "triggers"],
  "aws:lambda/permission:Permission": [
    ...["action", "function", "principal", "sourceArn", "sourceAccount"],
    ...["statementId", "statementIdPrefix", "qualifier"],
  ],
  "aws:cloudfront/originAccessControl:OriginAccessControl": [
    ...["name", "originAccessControlOriginType"],
  ],
  // Its name is changed in place, and its id stays.
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": [],
  "aws:s3/bucket:Bucket": ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"],
  "aws:s3/bucketObjectv2:BucketObjectv2": ["bucket", "key"],
  "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["bucket"],
  "aws:rds/cluster:Cluster": [
    ...["availabilityZones", "clusterIdentifier", "clusterIdentifierPrefix", "databaseName"],
    ...["dbSubnetGroupName", "engine", "engineMode", "kmsKeyId", "masterUsername"],
    ...["snapshotIdentifier", "storageEncrypted"],
  ],
  "aws:rds/clusterInstance:ClusterInstance": [
    ...["availabilityZone", "clusterIdentifier", "dbSubnetGroupName", "engine"],
    ...["identifier", "identifierPrefix"],
  ],
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": ["family", "name", "namePrefix"],
  "aws:rds/instance:Instance": [
    ...["availabilityZone", "characterSetName", "dbName", "engine", "identifierPrefix", "kmsKeyId"],
    ...["snapshotIdentifier", "storageEncrypted", "timezone", "username"],
  ],
  "aws:rds/parameterGroup:ParameterGroup": ["family", "name", "namePrefix"],
  "aws:rds/proxy:Proxy": [
    ...["endpointNetworkType", "engineFamily", "targetConnectionNetworkType", "vpcSubnetIds"],
  ],
  "aws:rds/proxyTarget:ProxyTarget": [
    ...["dbClusterIdentifier", "dbInstanceIdentifier", "dbProxyName", "targetGroupName"],
  ],
  "aws:rds/subnetGroup:SubnetGroup": ["name", "namePrefix"],
  "aws:route53/record:Record": ["zoneId", "name", "type", "setIdentifier"],
  "aws:ses/domainIdentityVerification:DomainIdentityVerification": ["domain"],
  "aws:sesv2/configurationSet:ConfigurationSet": ["configurationSetName"],
  "aws:sesv2/emailIdentity:EmailIdentity": ["emailIdentity"],
  "aws:scheduler/schedule:Schedule": ["name", "namePrefix", "groupName"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["securityGroupId"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["securityGroupId"],
  "aws:wafv2/webAcl:WebAcl": ["name", "namePrefix", "scope"],
  "aws:wafv2/webAclAssociation:WebAclAssociation": ["resourceArn", "webAclArn"],
};

/** Which of the changed inputs make another resource necessary. */
export function replacingInputs(type: string, changed: readonly string[]): string[] {
  const fixed = FIXED[type] ?? ["name", "namePrefix"];
  return changed.filter((key) => fixed.includes(key));
}
