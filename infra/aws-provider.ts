import type * as aws from "@pulumi/aws";
import type { AwsConfig } from "#lib/stack-config/stack-config";
import { stackTags } from "./tags.ts";

/**
 * The arguments of the one AWS provider of a stack. It is given to every component explicitly, so that no profile or
 * region of the shell decides where a stack goes; with `accountId` it refuses every other account.
 */
export function awsProviderArgs(
  config: Pick<AwsConfig, "stack" | "environment" | "region" | "accountId">,
): aws.ProviderArgs {
  const { region, accountId } = config;
  return {
    region: region as aws.Region,
    defaultTags: { tags: stackTags(config) },
    ...(accountId === undefined ? {} : { allowedAccountIds: [accountId] }),
  };
}
