import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { UserError } from "#lib/errors";
import type { Identity } from "#lib/plan/head/plan-head";
import { asking, clientConfig } from "./aws-client.ts";

/** Who this machine is signed in as. Throws a UserError when it is signed in to no account. */
export async function currentIdentity(region: string): Promise<Identity> {
  const { Account = "", Arn = "" } = await asking("tell who you are", () =>
    new STSClient(clientConfig(region)).send(new GetCallerIdentityCommand({})),
  );
  return { account: Account, who: Arn.split(":").slice(5).join(":") };
}

/**
 * Who this machine is signed in as. Throws a UserError where that is nobody, or somebody of another account than the
 * stack's; undefined for `wanted` takes any.
 */
export async function checkAccount(
  stack: string,
  region: string,
  wanted: string | undefined,
): Promise<Identity> {
  const identity = await currentIdentity(region);
  const found = identity.account;
  if (wanted === undefined || found === wanted) return identity;
  throw new UserError(
    `Stack ${stack} belongs to account ${wanted}, and you are signed in to ${found}.`,
    `Sign in to that one (AWS_PROFILE=…), or correct accountId in Pulumi.${stack}.yaml.`,
  );
}
