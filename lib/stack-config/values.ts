import type { Topology } from "./stack-config.ts";

/** Every key of a stack with its value, as `Pulumi.<stack>.yaml` and the profile together give them. */
export interface Values {
  readonly environment: Environment;
  readonly region: string;
  readonly accountId: string | undefined;
  readonly topology: Topology;
  readonly engineVersion: string;
  readonly instanceClass: string;
  readonly storageGib: number;
  readonly maxStorageGib: number;
  readonly minAcu: number;
  readonly maxAcu: number;
  readonly proxy: boolean;
  readonly publicAccess: boolean;
  readonly jumpHost: boolean;
  readonly backupDays: number;
  readonly protected: boolean;
  /** `20:00` or `never` */
  readonly stopAt: string;
  readonly timezone: string;
  readonly leaseHours: number;
  readonly humanConnections: number;
  readonly triggerConcurrency: number | undefined;
  readonly apiConcurrency: number | undefined;
  readonly allowedOrigins: readonly string[];
  readonly logRetentionDays: number;
  readonly alarmEmail: string | undefined;
  readonly monthlyBudgetUsd: number | undefined;
  readonly domainName: string | undefined;
  readonly mailFrom: string | undefined;
  readonly waf: boolean;
  /** As typed: a snapshot, or `INSTANCE@TIME`. */
  readonly restoreFrom: string | undefined;
  readonly customerKey: boolean;
  readonly backupCopyTo: string | undefined;
  readonly cidr: string;
  readonly vpcId: string | undefined;
  readonly permissionsBoundary: string | undefined;
}

export type Environment = "dev" | "prod" | "local";
export type Key = keyof Values;

/** The values that the profile decides: all but the environment, which picks it. */
export type Profile = Omit<Values, "environment">;
