import * as aws from "@pulumi/aws";
import type { DatabaseServerArgs } from "./server.ts";

/**
 * The key of a database's storage, snapshots, insights and master secret, renewed each year, under the alias
 * `alias/cruddur-prod-database`. Whoever lacks it reads none of them, and without it nobody ever does: KMS waits 30 days before it
 * deletes one. Its policy is AWS's own, by which the account's IAM decides.
 */
export function databaseKey({
  name,
  parent,
  config,
  identifier,
}: Pick<DatabaseServerArgs, "name" | "parent" | "config" | "identifier">): aws.kms.Key {
  const key = new aws.kms.Key(
    `${name}-key`,
    {
      description: `Database ${identifier}, its snapshots and its master secret`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    },
    { parent, protect: config.isProtected },
  );
  new aws.kms.Alias(
    `${name}-key-alias`,
    { name: `alias/${identifier}`, targetKeyId: key.keyId },
    { parent },
  );
  return key;
}

/** The inputs of a server, or of a cluster, by which that key encrypts it; none without one. */
export const encryptedBy = (key: aws.kms.Key | undefined) =>
  key === undefined ? {} : { kmsKeyId: key.arn, masterUserSecretKmsKeyId: key.arn };

/** The same of the insights of an instance. */
export const insightsBy = (key: aws.kms.Key | undefined) =>
  key === undefined ? {} : { performanceInsightsKmsKeyId: key.arn };
