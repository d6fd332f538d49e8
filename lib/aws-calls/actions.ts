/**
 * The permission that an operation of AWS's API asks for, where IAM calls it otherwise than the API does; the rest has
 * the service's own prefix and the operation's name. From the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/), which a test holds the whole table against.
 */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  "apigatewayv2:TagResource": ["apigateway:POST", "apigateway:PUT"],
  "apigatewayv2:UntagResource": ["apigateway:DELETE"],
  "budgets:CreateBudget": ["budgets:ModifyBudget", "budgets:TagResource"],
  "budgets:UpdateBudget": ["budgets:ModifyBudget"],
  "budgets:DeleteBudget": ["budgets:ModifyBudget"],
  "budgets:CreateNotification": ["budgets:ModifyBudget"],
  "budgets:DeleteNotification": ["budgets:ModifyBudget"],
  "budgets:DescribeBudget": ["budgets:ViewBudget"],
  "budgets:DescribeNotificationsForBudget": ["budgets:ViewBudget"],
  "budgets:DescribeSubscribersForNotification": ["budgets:ViewBudget"],
  "lambda:Invoke": ["lambda:InvokeFunction"],
  "cloudfront:CreateDistributionWithTags": [
    "cloudfront:CreateDistribution",
    "cloudfront:TagResource",
  ],
  "s3:HeadBucket": ["s3:ListBucket"],
  "s3:ListObjectsV2": ["s3:ListBucket"],
  "s3:HeadObject": ["s3:GetObject"],
  "s3:GetBucketAccelerateConfiguration": ["s3:GetAccelerateConfiguration"],
  "s3:GetBucketEncryption": ["s3:GetEncryptionConfiguration"],
  "s3:GetBucketLifecycleConfiguration": ["s3:GetLifecycleConfiguration"],
  "s3:GetBucketReplication": ["s3:GetReplicationConfiguration"],
  "s3:GetObjectLockConfiguration": ["s3:GetBucketObjectLockConfiguration"],
  "s3:GetPublicAccessBlock": ["s3:GetBucketPublicAccessBlock"],
  "s3:PutPublicAccessBlock": ["s3:PutBucketPublicAccessBlock"],
  "s3:DeletePublicAccessBlock": ["s3:PutBucketPublicAccessBlock"],
  // Tags by S3's own API or by S3 Control's: https://github.com/hashicorp/terraform-provider-aws/pull/45251
  "s3:GetBucketTagging": ["s3:GetBucketTagging", "s3:ListTagsForResource"],
  "s3:PutBucketTagging": ["s3:PutBucketTagging", "s3:TagResource"],
  "s3:DeleteBucketTagging": ["s3:PutBucketTagging", "s3:UntagResource"],
};

/** What an operation asks for beside its own permission, of whoever calls it. */
const BESIDE: readonly (readonly [
  service: string,
  operations: RegExp,
  actions: readonly string[],
])[] = [
  // A role that AWS shall act as is handed over: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
  ["lambda", /^(CreateFunction|UpdateFunctionConfiguration)$/, ["iam:PassRole"]],
  ["scheduler", /^(Create|Update)Schedule$/, ["iam:PassRole"]],
  ["ec2", /^CreateFlowLogs$/, ["iam:PassRole"]],
  ["rds", /^((Create|Modify)DB(Instance|Cluster|Proxy)$|RestoreDB)/, ["iam:PassRole"]],
  // The network of a function: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
  [
    "lambda",
    /^(CreateFunction|UpdateFunctionConfiguration)$/,
    ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
  ],
  // A managed password: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
  [
    "rds",
    /^((Create|Modify)DB(Instance|Cluster)$|RestoreDB)/,
    ["secretsmanager:CreateSecret", "secretsmanager:TagResource"],
  ],
  // A key of one's own: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
  [
    "rds",
    /^((Create|Modify)DB(Instance|Cluster)$|RestoreDB)/,
    ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey"],
  ],
  ["rds", /^CreateDB(Instance|Cluster|Proxy)$/, ["iam:CreateServiceLinkedRole"]],
  // https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html
  ["backup", /^CreateBackupVault$/, ["backup-storage:MountCapsule"]],
  ["backup", /^CreateBackupSelection$/, ["iam:CreateServiceLinkedRole", "iam:PassRole"]],
  // An access log: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
  [
    "apigatewayv2",
    /^(Create|Update|Delete)Stage$/,
    [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
  ],
  // Its interface, and the role that makes it: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/permissions-for-ec2-instance-connect-endpoint.html
  [
    "ec2",
    /^CreateInstanceConnectEndpoint$/,
    ["ec2:CreateNetworkInterface", "iam:CreateServiceLinkedRole"],
  ],
  // The reference does not have it, and AWS wants it: https://github.com/aws-amplify/amplify-cli/issues/12316
  ["apigatewayv2", /^(Create|Update)(Api|Stage)$/, ["apigateway:TagResource"]],
  // A user pool's web ACL: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
  ["wafv2", /^AssociateWebACL$/, ["cognito-idp:AssociateWebACL"]],
  ["wafv2", /^DisassociateWebACL$/, ["cognito-idp:DisassociateWebACL"]],
  ["wafv2", /^GetWebACLForResource$/, ["cognito-idp:GetWebACLForResource"]],
  // Tags that are given at the creation want the permission to tag.
  ["ec2", /^(Create(?!Tags|Route$)|RunInstances|AuthorizeSecurityGroup)/, ["ec2:CreateTags"]],
  ["backup", /^CreateBackup(Vault|Plan)$/, ["backup:TagResource"]],
  ["iam", /^CreateRole$/, ["iam:TagRole"]],
  ["rds", /^(Create|RestoreDB)/, ["rds:AddTagsToResource"]],
  ["kms", /^CreateKey$/, ["kms:TagResource"]],
  ["lambda", /^CreateFunction$/, ["lambda:TagResource"]],
  ["logs", /^CreateLogGroup$/, ["logs:TagResource"]],
  ["cloudwatch", /^PutMetricAlarm$/, ["cloudwatch:TagResource"]],
  ["sns", /^CreateTopic$/, ["sns:TagResource"]],
  ["wafv2", /^CreateWebACL$/, ["wafv2:TagResource"]],
  ["cognito-idp", /^CreateUserPool$/, ["cognito-idp:TagResource"]],
  ["acm", /^RequestCertificate$/, ["acm:AddTagsToCertificate"]],
  ["sesv2", /^Create(EmailIdentity|ConfigurationSet)$/, ["ses:TagResource"]],
  // The role by which Cognito sends by SES: https://docs.aws.amazon.com/cognito/latest/developerguide/using-service-linked-roles.html
  ["cognito-idp", /^(Create|Update)UserPool$/, ["iam:CreateServiceLinkedRole"]],
  ["s3", /^PutObject$/, ["s3:PutObjectTagging"]],
  ["s3", /^CreateBucket$/, ["s3:TagResource"]],
];

/** IAM's prefix of a service, where botocore's name is another one. */
const PREFIXES: Readonly<Record<string, string>> = {
  apigatewayv2: "apigateway",
  cloudcontrol: "cloudformation",
  sesv2: "ses",
};

/** The verbs of API Gateway's paths, which are all that IAM knows of it. */
const VERBS: Readonly<Record<string, string>> = {
  Create: "POST",
  Get: "GET",
  Update: "PATCH",
  Delete: "DELETE",
};

/** The permissions that an operation asks for: `rds:CreateDBInstance`, and `iam:PassRole` beside it. */
export function actionsOf(service: string, operation: string): string[] {
  const own = OTHERWISE[`${service}:${operation}`] ?? [
    `${PREFIXES[service] ?? service}:${nameOf(service, operation)}`,
  ];
  const beside = BESIDE.filter(([of, operations]) => of === service && operations.test(operation));
  return [...new Set([...own, ...beside.flatMap(([, , actions]) => actions)])];
}

function nameOf(service: string, operation: string): string {
  if (service !== "apigatewayv2") return operation;
  const [, verb] = /^([A-Z][a-z]+)/.exec(operation)!;
  return VERBS[verb!] ?? operation;
}
