import { MASTER_USER } from "../domain/master-user.ts";
import { shown } from "./inputs.ts";
import { flagRule, givenRule, inputRule, type ResourceRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";

const SERVERS = [TYPES.instance, TYPES.cluster];
const MACHINES = [TYPES.instance, TYPES.clusterInstance];

/** How the database is reached and kept: closed, encrypted, signed in to by IAM. */
export const DATABASE_RULES: readonly ResourceRule[] = [
  inputRule({
    name: "database-private",
    controls: ["RDS.2", "CIS 5.0 2.2.3", "CIS 6.0 3.2.3", "CKV_AWS_17"],
    summary: "The database has no public address",
    types: MACHINES,
    property: "publiclyAccessible",
    isRight: (value) => value === undefined || value === false,
    wanted: "false: functions reach it from inside the VPC, people by a tunnel",
    change: "Set publiclyAccessible: false (database.publicAccess in the stack's configuration).",
  }),
  flagRule({
    name: "database-encrypted",
    controls: ["RDS.3", "RDS.27", "CIS 5.0 2.2.1", "CIS 6.0 3.2.1", "CKV_AWS_16", "CKV_AWS_96"],
    summary: "The database's storage is encrypted",
    types: SERVERS,
    property: "storageEncrypted",
    why: "a disk or a snapshot that leaves the account stays unreadable; it cannot be changed later",
  }),
  givenRule({
    name: "database-in-vpc",
    controls: ["RDS.18"],
    summary: "The database lies in subnets of a VPC",
    types: SERVERS,
    property: "dbSubnetGroupName",
    wanted: "a subnet group of the network component",
    change: "Set dbSubnetGroupName to the component's subnet group.",
  }),
  flagRule({
    name: "database-iam-login",
    controls: ["RDS.10", "RDS.12", "CKV_AWS_161", "CKV_AWS_162"],
    summary: "Functions and people sign in by IAM",
    types: SERVERS,
    property: "iamDatabaseAuthenticationEnabled",
    why: "a token of 15 minutes instead of a password in a variable",
  }),
  {
    name: "database-admin-name",
    controls: ["RDS.24", "RDS.25"],
    summary: "The master user has a name of its own",
    types: SERVERS,
    *faults(inputs, { type }) {
      const property = type === TYPES.cluster ? "masterUsername" : "username";
      const name = inputs.text(property);
      if (name !== undefined && !/^(postgres|admin|administrator|root|rdsadmin|user)$/i.test(name))
        return;
      yield {
        found: `${property} is ${shown(name)}`,
        wanted: `a name that is not the engine's usual one, such as ${MASTER_USER}`,
        change: "Choose another before the first up: a later change replaces the database.",
      };
    },
  },
  inputRule({
    name: "database-port",
    controls: ["RDS.23"],
    summary: "The database listens at another port than PostgreSQL's own",
    types: SERVERS,
    property: "port",
    isRight: (port) => port !== undefined && Number(port) !== 5432,
    wanted: "another port than 5432",
    change: "Set port.",
  }),
  flagRule({
    name: "database-managed-password",
    controls: [
      "SecretsManager.1",
      "SecretsManager.2",
      "SecretsManager.3",
      "SecretsManager.4",
      "CKV2_AWS_57",
      "CKV_AWS_304",
    ],
    summary:
      "RDS makes and rotates the master password, so that nobody knows it and no state holds it",
    types: SERVERS,
    property: "manageMasterUserPassword",
    why: "the secret is made, used and rotated every 7 days by RDS",
  }),
  givenRule({
    name: "database-secret-own-key",
    controls: ["CKV_AWS_149"],
    summary: "The master password is encrypted by a key of our own",
    types: SERVERS,
    property: "masterUserSecretKmsKeyId",
    wanted: "a customer-managed key",
    change: "Set masterUserSecretKmsKeyId.",
  }),
  inputRule({
    name: "database-recent-authority",
    controls: ["CKV_AWS_211"],
    summary: "The server's certificate is from an authority that is valid for decades",
    types: MACHINES,
    property: "caCertIdentifier",
    isRight: (value) => /^rds-ca-(rsa2048|rsa4096|ecc384)-g1$/.test(String(value)),
    wanted: "rds-ca-rsa2048-g1, rds-ca-rsa4096-g1 or rds-ca-ecc384-g1",
    change: 'Set caCertIdentifier: "rds-ca-rsa2048-g1".',
  }),
];
