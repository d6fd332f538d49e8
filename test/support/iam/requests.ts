import type { Inputs } from "@pulumi/pulumi";
import { isEverGiven } from "#lib/account-access/deployer";
import { actionsOf } from "#lib/aws-calls/actions";
import { ALL_CALLS } from "#lib/aws-calls/calls/all-calls";
import { ACCOUNT, REGION } from "../aws-answers.ts";
import type { AccessRequest } from "./decide.ts";

/** A resource as AWS has it: inputs, outputs, `id`, `tagsOfStack`, and `tagsAll` where its type takes tags. */
export interface AskedResource {
  readonly type: string;
  readonly its: Inputs;
}

export type Verb = "create" | "read" | "update" | "delete";

/**
 * What the provider asks of AWS for a resource, one request a permission and a thing. Throws an Error that says what is
 * missing for a type that the table of calls does not have.
 *
 * @param roleOf a role of the account by name or ARN
 */
export function requestsFor(
  verb: Verb,
  asked: AskedResource,
  roleOf: (nameOrArn: string) => AskedResource | undefined,
): AccessRequest[] {
  const row = ALL_CALLS[asked.type];
  if (row === undefined) {
    throw new Error(
      `${asked.type} is in a plan and its calls are not in the table: lib/aws-calls/calls`,
    );
  }
  const operations = verb === "create" ? Object.keys(row.create) : row[verb];
  return operations.flatMap((operation, index) =>
    actionsOf(row.service, operation)
      .filter(isEverGiven)
      .flatMap((action) =>
        thingsOf(action, asked, verb === "create" && index === 0).map(
          ({ resource, context = {} }) => ({
            action,
            resource,
            context: { ...context, ...boundaryOf(asked, roleOf) },
          }),
        ),
      ),
  );
}

interface Thing {
  readonly resource: string;
  readonly context?: AccessRequest["context"] | undefined;
}

/** What an action is on, of a resource that asks for it. Nothing where this one does not come to it. */
function thingsOf(action: string, asked: AskedResource, isNew: boolean): Thing[] {
  const { type, its } = asked;
  const [service, name] = action.split(":") as [string, string];
  const beside = BESIDE[action]?.(its);
  if (beside !== undefined) return beside;
  if (ON_NOTHING.test(action)) return [{ resource: "*" }];
  // A part of something has no tags of its own, and is judged by those of the whole, which are the stack's.
  const tags = Object.entries((its["tagsAll"] ?? its["tagsOfStack"]) as Record<string, string>);
  const key = isNew && "tagsAll" in its ? "RequestTag" : "ResourceTag";
  const context = Object.fromEntries(tags.map(([tag, value]) => [`aws:${key}/${tag}`, value]));
  if (service === "ec2") return ec2Things(name, asked, context);
  const own = ARNS[type]?.(its) ?? [its["arn"] as string];
  return own.map((resource) => ({ resource, context }));
}

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const role = (nameOrArn: string) =>
  nameOrArn.startsWith("arn:") ? nameOrArn : `arn:aws:iam::${ACCOUNT}:role/${nameOrArn}`;
const api = (path: string) => `arn:aws:apigateway:${REGION}::/apis${path}`;

const webAclPart = ({ scope }: Inputs, part: string) =>
  `arn:aws:wafv2:us-east-1:${ACCOUNT}:${scope === "CLOUDFRONT" ? "global" : "regional"}/${part}`;

/** Actions that no resource can be named for, of those that plans ask for (Service Authorization Reference). */
const ON_NOTHING =
  /^(ec2:(Describe|Get)|wafv2:(Disassociate|GetWebACLForResource)|cloudfront:Create|acm:RequestCertificate$|ses:GetIdentityVerificationAttributes$|rds:CreateDBProxy$|kms:(CreateKey|ListAliases)$|cognito-idp:CreateUserPool$|logs:(.*LogDeliver|.*ResourcePolic|DescribeLogGroups$))/;

/** ARNs of resources for which the mocked AWS tells none, or another than the one that IAM goes by. */
const ARNS: Readonly<Record<string, (its: AskedResource["its"]) => string[]>> = {
  "aws:acm/certificateValidation:CertificateValidation": (its) => [its["certificateArn"]],
  "aws:apigatewayv2/api:Api": ({ id }) => [api(""), api(`/${id}`)],
  "aws:apigatewayv2/authorizer:Authorizer": ({ apiId }) => [api(`/${apiId}/authorizers`)],
  "aws:apigatewayv2/integration:Integration": ({ apiId }) => [api(`/${apiId}/integrations`)],
  "aws:apigatewayv2/route:Route": ({ apiId }) => [api(`/${apiId}/routes`)],
  "aws:apigatewayv2/stage:Stage": ({ apiId }) => [api(`/${apiId}/stages`)],
  "aws:backup/selection:Selection": ({ planId }) => [arn("backup", `backup-plan:${planId}`)],
  "aws:budgets/budget:Budget": ({ name }) => [`arn:aws:budgets::${ACCOUNT}:budget/${name}`],
  ...Object.fromEntries(
    ["bucketPolicy:BucketPolicy", "bucketPublicAccessBlock:BucketPublicAccessBlock"].map((kind) => [
      `aws:s3/${kind}`,
      ({ bucket }: Inputs) => [`arn:aws:s3:::${bucket}`],
    ]),
  ),
  ...Object.fromEntries(
    ["originAccessControl:OriginAccessControl", "responseHeadersPolicy:ResponseHeadersPolicy"].map(
      (kind) => [
        `aws:cloudfront/${kind}`,
        ({ id }: Inputs) => [`arn:aws:cloudfront::${ACCOUNT}:${kind.split(":")[1]}/${id}`],
      ],
    ),
  ),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": (its) => [
    arn("logs", `log-group:${its["logGroupName"]}`),
  ],
  "aws:cloudwatch/dashboard:Dashboard": (its) => [
    `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${its["dashboardName"]}`,
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name }) => [arn("cloudwatch", `alarm:${name}`)],
  "aws:cognito/userPoolClient:UserPoolClient": (its) => [
    arn("cognito-idp", `userpool/${its["userPoolId"]}`),
  ],
  "aws:iam/rolePolicy:RolePolicy": (its) => [role(its["role"])],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (its) => [role(its["role"])],
  "aws:kms/key:Key": ({ id }) => [arn("kms", `key/${id}`)],
  "aws:kms/keyPolicy:KeyPolicy": (its) => [arn("kms", `key/${its["keyId"]}`)],
  "aws:lambda/invocation:Invocation": (its) => [arn("lambda", `function:${its["functionName"]}`)],
  "aws:lambda/permission:Permission": (its) => [arn("lambda", `function:${its["function"]}`)],
  "aws:rds/eventSubscription:EventSubscription": ({ name }) => [arn("rds", `es:${name}`)],
  "aws:rds/proxyTarget:ProxyTarget": (its) => [
    arn("rds", "target-group:prx-tg-1"),
    arn(
      "rds",
      its["dbInstanceIdentifier"]
        ? `db:${its["dbInstanceIdentifier"]}`
        : `cluster:${its["dbClusterIdentifier"]}`,
    ),
  ],
  "aws:rds/subnetGroup:SubnetGroup": ({ name }) => [arn("rds", `subgrp:${name}`)],
  "aws:rds/instance:Instance": (its) => [
    its["arn"],
    ...[its["parameterGroupName"] ?? []].flat().map((name: string) => arn("rds", `pg:${name}`)),
    arn("rds", `subgrp:${its["dbSubnetGroupName"]}`),
  ],
  "aws:route53/record:Record": ({ zoneId }) => [`arn:aws:route53:::hostedzone/${zoneId}`],
  "aws:scheduler/schedule:Schedule": ({ name }) => [arn("scheduler", `schedule/default/${name}`)],
  "aws:sns/topicPolicy:TopicPolicy": (its) => [its["arn"]],
  "aws:sns/topicSubscription:TopicSubscription": (its) => [its["topic"]],
  "aws:wafv2/webAcl:WebAcl": (its) => [
    its["arn"],
    webAclPart(its, "managedruleset/aws/reputation"),
  ],
  "aws:wafv2/webAclAssociation:WebAclAssociation": (its) => [its["webAclArn"]],
};

const passed = (service: string, roles: readonly unknown[]): Thing[] =>
  roles
    .filter((one) => typeof one === "string")
    .map((one) => ({ resource: role(one), context: { "iam:PassedToService": service } }));

const taggedAs = (tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`aws:ResourceTag/${tag}`, value]));

/** What is asked for beside the resource's own service. */
const BESIDE: Readonly<Record<string, (its: AskedResource["its"]) => Thing[]>> = {
  "iam:PassRole": (its) => [
    ...passed("lambda.amazonaws.com", "handler" in its ? [its["role"]] : []),
    ...passed("scheduler.amazonaws.com", [its["target"]?.roleArn]),
    ...passed(`${"planId" in its ? "backup" : "vpc-flow-logs"}.amazonaws.com`, [its["iamRoleArn"]]),
    ...passed("monitoring.rds.amazonaws.com", [its["monitoringRoleArn"]]),
    ...passed("rds.amazonaws.com", "engineFamily" in its ? [its["roleArn"]] : []),
  ],
  "iam:CreateServiceLinkedRole": () => [
    {
      resource: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS`,
      context: { "iam:AWSServiceName": "rds.amazonaws.com" },
    },
  ],
  ...Object.fromEntries(
    ["AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource"].map((name) => [
      `cognito-idp:${name}`,
      ({ resourceArn, tagsOfStack }: Inputs) => [
        { resource: resourceArn as string, context: taggedAs(tagsOfStack) },
      ],
    ]),
  ),
  ...Object.fromEntries(
    ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey"].map((action) => [
      action,
      ({ kmsKeyId, tagsOfStack }: Inputs) =>
        kmsKeyId === undefined
          ? []
          : [
              {
                resource: arn("kms", `key/${String(kmsKeyId).split(/[:/]/).at(-1)}`),
                context: taggedAs(tagsOfStack),
              },
            ],
    ]),
  ),
  "backup-storage:MountCapsule": () => [{ resource: "*" }],
  "secretsmanager:CreateSecret": () => [{ resource: arn("secretsmanager", "secret:rds!db-1") }],
  "secretsmanager:TagResource": () => [{ resource: arn("secretsmanager", "secret:rds!db-1") }],
};

/** EC2 judges each thing that a call is about by itself, and some of them have no tags, or none yet. */
function ec2Things(name: string, { type, its }: AskedResource, context: Thing["context"]): Thing[] {
  const things = (kind: string, ids: readonly unknown[]) =>
    ids.filter(Boolean).map((id) => ({ resource: arn("ec2", `${kind}/${id}`), context }));
  const kind = type.includes("Rule:") ? "security-group-rule" : (KINDS[type] ?? "");
  if (type === "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup") {
    // AWS has made it, and nobody tagged it.
    return [{ resource: arn("ec2", `security-group/${its["id"]}`) }];
  }
  if (/NetworkInterface$/.test(name)) return [{ resource: arn("ec2", "network-interface/eni-1") }];
  const { project, stack } = its["tagsOfStack"];
  const ofStack = { "aws:ResourceTag/project": project, "aws:ResourceTag/stack": stack };
  const group = [its["securityGroupId"]]
    .filter(Boolean)
    .map((id) => ({ resource: arn("ec2", `security-group/${id}`), context: ofStack }));
  if (/^(Authorize|Revoke|ModifySecurityGroupRules)/.test(name)) {
    const rule = name.startsWith("Revoke")
      ? []
      : [{ resource: arn("ec2", "security-group-rule/sgr-1") }];
    return kind === "security-group" ? things(kind, [its["id"]]) : [...group, ...rule];
  }
  if (name === "RunInstances") {
    return [
      ...things("instance", ["i-1"]),
      { resource: `arn:aws:ec2:${REGION}::image/${its["ami"]}` },
    ];
  }
  if (kind === "") {
    return [its["routeTableId"], its["subnetId"]].map((id, index) => ({
      resource: arn("ec2", `${index === 0 ? "route-table" : "subnet"}/${id}`),
      context: ofStack,
    }));
  }
  return things(kind, [its["id"]]);
}

const KINDS: Readonly<Record<string, string>> = {
  "aws:ec2/vpc:Vpc": "vpc",
  "aws:ec2/subnet:Subnet": "subnet",
  "aws:ec2/routeTable:RouteTable": "route-table",
  "aws:ec2/securityGroup:SecurityGroup": "security-group",
  "aws:ec2/flowLog:FlowLog": "vpc-flow-log",
  "aws:ec2/instance:Instance": "instance",
  "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint":
    "instance-connect-endpoint",
};

/** The boundary of the role that a resource is, or is of. */
function boundaryOf(
  { type, its }: AskedResource,
  roleOf: (nameOrArn: string) => AskedResource | undefined,
): AccessRequest["context"] {
  if (!type.startsWith("aws:iam/")) return {};
  const of = type === "aws:iam/role:Role" ? its : roleOf(its["role"])?.its;
  const boundary = of?.["permissionsBoundary"] as string | undefined;
  return boundary === undefined ? {} : { "iam:PermissionsBoundary": boundary };
}
