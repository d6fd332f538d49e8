import * as pulumi from "@pulumi/pulumi";
import type { DatabaseServerArgs } from "./server.ts";

/** Arguments that keep the data, or let go of it; the same for an instance and a cluster. */
export function keepingArgs({
  config,
  subnetGroup,
}: Pick<DatabaseServerArgs, "config" | "subnetGroup">) {
  const { isProtected } = config;
  return {
    backupRetentionPeriod: config.backupDays,
    copyTagsToSnapshot: true,
    deletionProtection: isProtected,
    deleteAutomatedBackups: !isProtected,
    ...(isProtected
      ? {
          skipFinalSnapshot: false,
          // It must be in the state before the end, and unlike the one of a life before; the subnet group lives as
          // long as the server and AWS gives its name an ending that never comes again.
          finalSnapshotIdentifier: pulumi.interpolate`${subnetGroup.name}-final`,
        }
      : { skipFinalSnapshot: true }),
    // In production a change that restarts the server waits for the maintenance window.
    applyImmediately: !isProtected,
  };
}

/** Options that keep the data, or let go of it. */
export function keepingOptions({
  config,
  parent,
}: Pick<DatabaseServerArgs, "config" | "parent">): pulumi.CustomResourceOptions {
  return {
    parent,
    protect: config.isProtected,
    // The identifier is fixed, so that a replacement deletes first, or not at all: for a protected server it ends at
    // "already exists", before anything is lost, even when somebody has taken the protection off.
    deleteBeforeReplace: !config.isProtected,
    // It counts when the database is made. To take the line away later, which the provider takes for another server, must
    // not replace a restored database by an empty one.
    ignoreChanges:
      config.restoreFrom === undefined ? ["snapshotIdentifier", "restoreToPointInTime"] : [],
    // RDS takes 10 minutes for most and an hour for a large multi-AZ change.
    customTimeouts: { create: "60m", update: "120m", delete: "90m" },
  };
}
