import * as pulumi from "@pulumi/pulumi";
import type { DatabaseEndpoint } from "#infra/database/endpoint";
import { NodeFunction, type NodeFunctionArgs } from "#infra/functions/node-function";
import { FUNCTIONS, type FunctionName } from "#lib/domain/functions";
import { REGION } from "#test/aws-answers";

/** How functions of a test reach their database. */
export function sampleEndpoint(changes: Partial<DatabaseEndpoint> = {}): DatabaseEndpoint {
  return {
    host: pulumi.output("cruddur-dev.c0ffee.eu-central-1.rds.amazonaws.com"),
    port: pulumi.output(5432),
    databaseName: "cruddur",
    resourceId: pulumi.output("db-C0FFEE"),
    isProxy: false,
    ...changes,
  };
}

/** A function of the program, as `index.ts` makes it. Call it inside of planOf. */
export function sampleFunction(
  name: FunctionName,
  changes: Partial<NodeFunctionArgs> = {},
): NodeFunction {
  return new NodeFunction(`cruddur-${name}`, {
    prefix: "cruddur-dev",
    spec: FUNCTIONS.find((spec) => spec.name === name)!,
    code: { "index.cjs": "exports.handler = async () => {};", "rds-ca.pem": "a certificate" },
    endpoint: sampleEndpoint(),
    region: REGION,
    target: "dev",
    subnetIds: ["subnet-a", "subnet-b"],
    securityGroupId: "sg-functions",
    logRetentionDays: 14,
    ...changes,
  });
}

export const sampleTriggers = () => ({
  preSignUp: sampleFunction("pre-sign-up"),
  postConfirmation: sampleFunction("post-confirmation"),
  postAuthentication: sampleFunction("post-authentication"),
});
