import { TYPES } from "../../policies/resource-types.ts";
import type { Key } from "../../stack-config/values.ts";

/** A kind of resource that holds what cannot be made again. */
export interface Guarded {
  /** The resource in the words of a reader: "the database". */
  readonly what: string;
  /** The loss that goes with it: "every row in it". */
  readonly loses: string;
  /** Inputs that force a replacement, each with what to do instead. */
  readonly instead: Readonly<Record<string, string>>;
  /** The advice where `instead` has none. */
  readonly otherwise: string;
  /** Keys of the configuration by the input that they settle, each with its value for what the input was. */
  readonly keys?: Readonly<Record<string, readonly [Key, (before: unknown) => string]>>;
}

const RESTORE =
  "Make a second database from a snapshot beside this one, move the data, and change over; docs/operations.md says how.";

const RESTORE_INTO =
  "restoreFrom counts when a database is made, and this one lives. To bring it back and keep all else: npm run rds:restore. One that was cut goes on when it is typed again. To have both, name it in a second stack. To leave this one as it is: pulumi config rm restoreFrom";

const DATABASE = {
  what: "the database",
  loses: "every row in it",
  instead: {
    dbName:
      "Leave dbName as it is and make another database on the server: create database … (npm run db:connect).",
    databaseName:
      "Leave databaseName as it is and make another database on the server: create database … (npm run db:connect).",
    username: "Leave the master user as it is; nobody but RDS and the migrator signs in as it.",
    masterUsername:
      "Leave the master user as it is; nobody but RDS and the migrator signs in as it.",
    storageEncrypted:
      "Make a snapshot, a copy of it with encryption switched on, and npm run rds:restore of the copy; docs/operations.md says how.",
    kmsKeyId:
      'A key is settled when a database is made. Make a snapshot, a copy of it with the key, and npm run rds:restore of the copy: docs/operations.md, "A key of one\'s own".',
    engine: `The engine of a server cannot be changed. ${RESTORE}`,
    availabilityZone: "Take availabilityZone away: a standby (multi-az) fails over between zones.",
    identifier:
      "Keep the identifier. A new name in the program needs an alias, not a new identifier.",
    clusterIdentifier:
      "Keep the identifier. A new name in the program needs an alias, not a new identifier.",
    snapshotIdentifier: RESTORE_INTO,
    restoreToPointInTime: RESTORE_INTO,
  },
  otherwise: RESTORE,
  keys: { kmsKeyId: ["customerKey", (before) => String(before !== undefined)] },
} satisfies Guarded;

/** By type. What is not here can be made again by the next up. */
export const GUARDED: Readonly<Record<string, Guarded>> = {
  [TYPES.instance]: DATABASE,
  [TYPES.cluster]: DATABASE,
  [TYPES.userPool]: {
    what: "the user pool",
    loses: "every account with its password, which no backup brings back",
    instead: {
      usernameAttributes:
        "Leave usernameAttributes as it is; how people sign in is settled for good.",
      aliasAttributes: "Leave aliasAttributes as it is; how people sign in is settled for good.",
      usernameConfiguration: "Leave usernameConfiguration as it is; case is settled for good.",
    },
    otherwise:
      "Make a second pool beside this one and let users move by a migration trigger (UserMigration).",
  },
  [TYPES.userPoolClient]: {
    what: "the app client of the user pool",
    loses:
      "its id, which pages and API know: everybody is signed out until both are deployed again",
    instead: {
      generateSecret: "Leave generateSecret as it is, or make a second client beside this one.",
    },
    otherwise:
      "Make a second client beside this one, and take this one away when no page knows it.",
  },
  [TYPES.vpc]: {
    what: "the network",
    loses: "everything in it: database, functions and their addresses",
    instead: {
      cidrBlock:
        "A network's block is settled when it is made: set cidr back. For another block make a second stack.",
    },
    otherwise: "Make a second network beside this one.",
  },
  "postgresql:index/database:Database": {
    what: "the database on the server",
    loses: "every row in it",
    instead: {},
    otherwise: "Rename it on the server (alter database … rename to …), then in the program.",
  },
  [TYPES.backupVault]: {
    what: "the vault",
    loses: "every backup in it, which AWS does not let happen: it refuses half-way",
    instead: {},
    otherwise:
      "Set backupCopyTo back. To copy elsewhere, empty the vault first: docs/operations.md says how.",
  },
  "aws:kms/key:Key": {
    what: "the encryption key",
    loses: "everything that it encrypts, for ever",
    instead: {},
    otherwise: "Keep it; switch rotation on if its age is the reason.",
  },
};
