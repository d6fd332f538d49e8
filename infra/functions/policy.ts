import * as pulumi from "@pulumi/pulumi";
import { accountOf, partitionOf } from "../arn.ts";

export interface FunctionPolicyArgs {
  /** The physical name. */
  functionName: string;
  /** ARN of the function's own role, which also tells the account. */
  roleArn: pulumi.Output<string>;
  logGroupArn: pulumi.Output<string>;
  region: string;
  /** `db-…`, `cluster-…` or `prx-…`. */
  databaseResourceId: pulumi.Output<string>;
  /** The one database user it may log in as. */
  databaseUser: string;
}

const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/** The permissions of a function's role, as the JSON of an IAM policy. */
export function functionPolicy(args: FunctionPolicyArgs): pulumi.Output<string> {
  const { region, functionName } = args;
  const account = accountOf(args.roleArn);
  const partition = partitionOf(args.roleArn);
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "WriteOwnLog",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: pulumi.interpolate`${args.logGroupArn}:*`,
      },
      {
        Sid: "LogInToDatabase",
        Effect: "Allow",
        Action: "rds-db:connect",
        Resource: pulumi.interpolate`arn:${partition}:rds-db:${region}:${account}:dbuser:${args.databaseResourceId}/${args.databaseUser}`,
      },
      {
        // Of these actions AWS takes no narrower resource: the interfaces do not exist yet.
        Sid: "LambdaJoinsNetwork",
        Effect: "Allow",
        Action: NETWORK_INTERFACES,
        Resource: "*",
      },
      {
        // They are for Lambda, which acts as this role; code that runs in the function has no use for them.
        Sid: "CodeLeavesNetworkAlone",
        Effect: "Deny",
        Action: [...NETWORK_INTERFACES, "ec2:DetachNetworkInterface"],
        Resource: "*",
        Condition: {
          ArnEquals: {
            "lambda:SourceFunctionArn": [
              pulumi.interpolate`arn:${partition}:lambda:${region}:${account}:function:${functionName}`,
            ],
          },
        },
      },
      {
        Sid: "SendTraces",
        Effect: "Allow",
        Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        Resource: "*",
      },
    ],
  });
}
