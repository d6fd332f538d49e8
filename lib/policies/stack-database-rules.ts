import type { PlannedResource } from "./finding.ts";
import type { StackRule } from "./rule.ts";
import { TYPES } from "./resource-types.ts";
import { isUnknown } from "./unknown-value.ts";

/** Rules about the one database, and about what must be beside it. */
export const STACK_DATABASE_RULES: readonly StackRule[] = [
  {
    name: "one-database",
    controls: ["CRUDDUR.ONE"],
    summary: "A stack has one database: a second one is a mistake, or a bill",
    *faults(resources) {
      for (const extra of resources.filter(isDatabase).slice(1)) {
        yield {
          resource: extra,
          found: "it is the stack's second database",
          wanted: "one instance or one cluster",
          change: "Take it away, or make a stack of its own for it.",
        };
      }
    },
  },
  {
    name: "database-events-told",
    controls: ["RDS.19", "RDS.20"],
    summary: "Failures and maintenance of the database are told to somebody",
    *faults(resources) {
      for (const database of resources.filter(isDatabase)) {
        const source = database.type === TYPES.cluster ? "db-cluster" : "db-instance";
        yield* withSubscription(resources, database, source);
      }
    },
  },
  {
    name: "database-setting-events-told",
    controls: ["RDS.21"],
    summary: "Changes of the database's parameter group are told to somebody",
    *faults(resources) {
      for (const database of resources.filter(isDatabase))
        yield* withSubscription(resources, database, "db-parameter-group");
    },
  },
  {
    name: "database-group-events-told",
    controls: ["RDS.22"],
    summary: "Changes of RDS's own security groups are told to somebody",
    *faults(resources) {
      for (const database of resources.filter(isDatabase))
        yield* withSubscription(resources, database, "db-security-group");
    },
  },
  {
    name: "database-in-backup-plan",
    controls: ["RDS.26"],
    summary: "AWS Backup keeps backups of the database beside RDS's own",
    *faults(resources) {
      const selected = resources.flatMap(({ type, props }) =>
        type === TYPES.backupSelection ? [props["resources"]] : [],
      );
      if (selected.some((arns) => Array.isArray(arns) && arns.length > 0)) return;
      for (const database of resources.filter(isDatabase)) {
        if (selected.some(isUnknown)) {
          yield { resource: database, undecided: "the resources of the backup selection" };
          continue;
        }
        yield {
          resource: database,
          found: "no plan of AWS Backup has it",
          wanted: "a backup a day, and a copy elsewhere",
          change: "Set backupCopyTo in the stack's configuration.",
        };
      }
    },
  },
  {
    name: "secrets-rotated",
    controls: ["CRUDDUR.SECRETS"],
    summary: "There is no secret but the one that RDS makes and rotates",
    *faults(resources) {
      for (const secret of resources.filter(({ type }) => type === TYPES.secret)) {
        yield {
          resource: secret,
          found: "it is a secret of its own",
          wanted: "none: functions sign in by IAM, the master password is RDS's to rotate",
          change: "Set manageMasterUserPassword: true on the database and take the secret away.",
        };
      }
    },
  },
];

function isDatabase({ type }: PlannedResource): boolean {
  return type === TYPES.instance || type === TYPES.cluster;
}

function* withSubscription(
  resources: readonly PlannedResource[],
  resource: PlannedResource,
  source: string,
) {
  const subscriptions = resources.filter(
    ({ type, props }) => type === TYPES.eventSubscription && props["enabled"] !== false,
  );
  // One without a source type is of every kind.
  const ofKind = subscriptions.filter(
    ({ props }) => !Object.hasOwn(props, "sourceType") || props["sourceType"] === source,
  );
  const isEnabled = ({ props }: PlannedResource) =>
    !Object.hasOwn(props, "enabled") || props["enabled"] === true;
  if (ofKind.some(isEnabled)) return;
  const isOpen =
    ofKind.length > 0 || subscriptions.some(({ props }) => isUnknown(props["sourceType"]));
  if (isOpen) yield { resource, undecided: "the event subscriptions" };
  else
    yield {
      resource,
      found: `no event subscription with sourceType ${source}`,
      wanted: "one that sends to the alarms' topic",
      change: `Make an aws.rds.EventSubscription with sourceType: "${source}".`,
    };
}
