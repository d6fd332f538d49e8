import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { UserError } from "#lib/errors";
import { iamToken, type IamLogin } from "#lib/connection/iam-token";
import { asking, clientConfig } from "./aws-client.ts";

/**
 * The password in a secret that RDS manages, read at this moment: RDS changes it every week.
 * Throws a UserError that shows no part of the secret.
 */
export async function managedPassword(region: string, secretArn: string): Promise<string> {
  const client = new SecretsManagerClient(clientConfig(region));
  const { SecretString = "" } = await asking(`give the password in ${secretArn}`, () =>
    client.send(new GetSecretValueCommand({ SecretId: secretArn })),
  );
  const password = passwordIn(SecretString);
  if (password !== undefined) return password;
  throw new UserError(
    `The secret ${secretArn} holds no password.`,
    "It is a managed secret of RDS, JSON with username and password: see Secrets Manager in AWS's console.",
  );
}

function passwordIn(text: string): string | undefined {
  try {
    const { password } = JSON.parse(text) as { readonly password?: unknown };
    return typeof password === "string" && password !== "" ? password : undefined;
  } catch {
    return undefined; // the parser's message would show the secret
  }
}

/**
 * An IAM token, signed on this machine with the credentials that the SDK finds (variables, profile, single sign-on); it
 * opens connections for 15 minutes.
 */
export async function iamPassword(login: IamLogin): Promise<string> {
  const client = new SecretsManagerClient(clientConfig(login.region));
  const credentials = await asking("give a login token", () => client.config.credentials());
  return iamToken(login, {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  });
}
