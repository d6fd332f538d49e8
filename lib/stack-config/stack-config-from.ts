import { restoreFromOf } from "./readers/restore-from.ts";
import type { AwsConfig } from "./stack-config.ts";
import type { Values } from "./values.ts";

/** The parsed values in the shape that the program reads. They are legal, and not those of environment local. */
export function stackConfigFrom(
  stack: string,
  values: Values & { readonly environment: "dev" | "prod" },
): AwsConfig {
  const { stopAt, timezone } = values;
  return {
    stack,
    environment: values.environment,
    region: values.region,
    accountId: values.accountId,
    database: {
      topology: values.topology,
      engineVersion: values.engineVersion,
      instanceClass: values.instanceClass,
      storageGib: values.storageGib,
      maxStorageGib: values.maxStorageGib,
      minAcu: values.minAcu,
      maxAcu: values.maxAcu,
      proxy: values.proxy,
      publicAccess: values.publicAccess,
      jumpHost: values.jumpHost,
      backupDays: values.backupDays,
      isProtected: values.protected,
      nightStop: stopAt === "never" ? undefined : { at: stopAt, timezone },
      leaseHours: values.leaseHours,
      humanConnections: values.humanConnections,
      restoreFrom: values.restoreFrom === undefined ? undefined : restoreFromOf(values.restoreFrom),
      customerKey: values.customerKey,
      backupCopyTo: values.backupCopyTo,
    },
    functions: {
      triggerConcurrency: values.triggerConcurrency,
      apiConcurrency: values.apiConcurrency,
    },
    allowedOrigins: values.allowedOrigins,
    logRetentionDays: values.logRetentionDays,
    alarmEmail: values.alarmEmail,
    monthlyBudgetUsd: values.monthlyBudgetUsd,
    site: { domainName: values.domainName, waf: values.waf },
    mailFrom: values.mailFrom,
    network: { cidr: values.cidr, vpcId: values.vpcId },
    permissionsBoundary: values.permissionsBoundary,
  };
}
