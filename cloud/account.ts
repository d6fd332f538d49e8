import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { UserError } from "#lib/errors";
import { asking, clientConfig } from "./aws-client.ts";

/** The account that this machine is signed in to, 12 digits. Throws a UserError when it is signed in to none. */
export async function currentAccount(region: string): Promise<string> {
  const { Account } = await asking("tell who you are", () =>
    new STSClient(clientConfig(region)).send(new GetCallerIdentityCommand({})),
  );
  return Account ?? "";
}

/** Throws a UserError where this machine is signed in to another account than the stack's. */
export async function checkAccount(
  stack: string,
  region: string,
  wanted: string | undefined,
): Promise<void> {
  if (wanted === undefined) return;
  const found = await currentAccount(region);
  if (found === wanted) return;
  throw new UserError(
    `Stack ${stack} belongs to account ${wanted}, and you are signed in to ${found}.`,
    `Sign in to that one (AWS_PROFILE=…), or correct accountId in Pulumi.${stack}.yaml.`,
  );
}
