import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionSpec } from "#lib/domain/functions";
import type { DatabaseEndpoint } from "../database/endpoint.ts";
import { archiveOf, type FunctionCode } from "./code.ts";
import { functionPolicy } from "./policy.ts";
import { applyTransform, type Transform } from "../transform.ts";

export interface NodeFunctionArgs {
  /** Physical names start with it: `cruddur-dev`. */
  prefix: string;
  spec: FunctionSpec;
  code: FunctionCode;
  /** The database that it reaches, and nothing else: there is no way out of its subnets. */
  endpoint: DatabaseEndpoint;
  region: string;
  /** Its name for its stack, in `/api/health` for one: `dev`. */
  target: string;
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  securityGroupId: pulumi.Input<string>;
  logRetentionDays: number;
  /**
   * Invocations at once, and so sessions that it may open.
   * @default as many as the account has to spare
   */
  reservedConcurrency?: number | undefined;
  /** Variables beside those of the database. Nothing secret: whoever may look at functions can read them. */
  environment?: Readonly<Record<string, pulumi.Input<string>>>;
  transform?: {
    logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
    role?: Transform<aws.iam.RoleArgs>;
    function?: Transform<aws.lambda.FunctionArgs>;
  };
}

/** A Lambda function in the database's network, with its log group and a role that allows it no more than it does. */
export class NodeFunction extends pulumi.ComponentResource {
  readonly spec: FunctionSpec;
  readonly arn: pulumi.Output<string>;
  /** The physical name: `cruddur-dev-api`. */
  readonly name: pulumi.Output<string>;
  /** The ARN that API Gateway calls. */
  readonly invokeArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: NodeFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cruddur:infra:NodeFunction", name, {}, opts);
    const child = { parent: this };
    const { spec, transform } = args;
    const functionName = `${args.prefix}-${spec.name}`;

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      applyTransform<aws.cloudwatch.LogGroupArgs>(
        { name: `/aws/lambda/${functionName}`, retentionInDays: args.logRetentionDays },
        transform?.logGroup,
      ),
      child,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      applyTransform<aws.iam.RoleArgs>(
        {
          name: functionName,
          description: `What the function ${functionName} may do.`,
          assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({
            Service: "lambda.amazonaws.com",
          }),
        },
        transform?.role,
      ),
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.id,
        policy: functionPolicy({
          functionName,
          roleArn: role.arn,
          logGroupArn: logGroup.arn,
          region: args.region,
          databaseResourceId: args.endpoint.resourceId,
          databaseUser: spec.role,
        }),
      },
      child,
    );
    const lambda = new aws.lambda.Function(
      `${name}-function`,
      applyTransform<aws.lambda.FunctionArgs>(
        {
          name: functionName,
          role: role.arn,
          runtime: aws.lambda.Runtime.NodeJS24dX,
          architectures: ["arm64"],
          handler: "index.handler",
          code: archiveOf(args.code),
          timeout: spec.timeoutSeconds,
          memorySize: spec.memoryMib,
          vpcConfig: { subnetIds: args.subnetIds, securityGroupIds: [args.securityGroupId] },
          environment: { variables: { ...databaseVariables(args), ...args.environment } },
          // Our lines are JSON already and pass as they are. As JSON also come Lambda's own and the uncaught errors,
          // so that one metric filter on `event` and one query read the whole group. Levels at INFO drop none of ours.
          loggingConfig: {
            logFormat: "JSON",
            logGroup: logGroup.name,
            applicationLogLevel: "INFO",
            systemLogLevel: "INFO",
          },
          tracingConfig: { mode: "Active" },
          ...(args.reservedConcurrency === undefined
            ? {}
            : { reservedConcurrentExecutions: args.reservedConcurrency }),
        },
        transform?.function,
      ),
      {
        ...child,
        // Lambda makes the network interfaces as the role: its policy is there before the function, and goes after it.
        // It does not outlive the interfaces, which Lambda frees up to 45 minutes later; from then on the provider,
        // which waits for that with the security group, deletes them as whoever runs the destroy
        // (deleteLingeringLambdaENI in internal/service/ec2/vpc_network_interface.go of terraform-provider-aws). A log
        // group that Lambda makes itself would keep its lines for ever.
        dependsOn: [policy, logGroup],
      },
    );

    this.spec = spec;
    this.arn = lambda.arn;
    this.name = lambda.name;
    this.invokeArn = lambda.invokeArn;
    this.logGroupName = logGroup.name;
    this.registerOutputs({ arn: this.arn, name: this.name, logGroupName: this.logGroupName });
  }
}

/** The variables that `lambda/shared/connection.ts` reads. The password is a token that the function signs itself. */
function databaseVariables({
  target,
  endpoint,
  spec,
}: NodeFunctionArgs): Record<string, pulumi.Input<string>> {
  return {
    TARGET: target,
    PGHOST: endpoint.host,
    PGPORT: pulumi.interpolate`${endpoint.port}`,
    PGDATABASE: endpoint.databaseName,
    PGUSER: spec.role,
    PGSSLMODE: "verify-full",
    DATABASE_AUTH: "iam",
    ...(endpoint.isProxy ? { DATABASE_PREPARE: "off" } : {}),
  };
}
