import type { Profile } from "./values.ts";

const DEV: Profile = {
  region: "us-east-1",
  accountId: undefined,
  topology: "instance",
  engineVersion: "18",
  instanceClass: "db.t4g.micro",
  storageGib: 20,
  maxStorageGib: 50,
  // Asleep it costs its storage only, so that a try of Aurora is not dearer than the instance.
  minAcu: 0,
  maxAcu: 2,
  proxy: false,
  publicAccess: true,
  jumpHost: false,
  backupDays: 1,
  protected: false,
  stopAt: "20:00",
  timezone: "UTC",
  leaseHours: 12,
  humanConnections: 5,
  // A new account may run 10 functions at once, and AWS lets it reserve none of them. The roles' limits hold instead.
  triggerConcurrency: undefined,
  apiConcurrency: undefined,
  allowedOrigins: ["http://127.0.0.1:4567", "http://localhost:4567"],
  logRetentionDays: 14,
  alarmEmail: undefined,
  monthlyBudgetUsd: undefined,
  domainName: undefined,
  mailFrom: undefined,
  waf: false,
  restoreFrom: undefined,
  customerKey: false,
  backupCopyTo: undefined,
  // Beside 172.31/16, the default VPC's, and 10.0/16, which half of the world has: so that networks can be joined.
  cidr: "10.42.0.0/16",
  vpcId: undefined,
  permissionsBoundary: undefined,
};

const PROD: Profile = {
  ...DEV,
  topology: "multi-az",
  instanceClass: "db.t4g.medium",
  storageGib: 50,
  maxStorageGib: 200,
  minAcu: 1,
  maxAcu: 8,
  proxy: true,
  publicAccess: false,
  backupDays: 14,
  protected: true,
  stopAt: "never",
  triggerConcurrency: 10,
  apiConcurrency: 20,
  allowedOrigins: [],
  logRetentionDays: 365,
};

/** Keys whose values others follow. */
export type Choices = Partial<Pick<Profile, "topology" | "proxy" | "storageGib" | "minAcu">>;

/** The values of a stack whose file sets nothing, or nothing but `choices`. */
export function profileFor(environment: "dev" | "prod", choices: Choices = {}): Profile {
  const profile = { ...(environment === "dev" ? DEV : PROD), ...choices };
  const { topology, proxy, storageGib, minAcu } = profile;
  return {
    ...profile,
    ...(topology === "aurora" ? { instanceClass: "db.serverless" } : {}),
    // Who asks for more than the profile has wants room above it, too.
    maxStorageGib: Math.min(65_536, Math.max(profile.maxStorageGib, 2 * storageGib)),
    maxAcu: Math.min(256, Math.max(profile.maxAcu, 2 * minAcu)),
    // Without the proxy every function keeps its session, and twice as many while a new version starts.
    ...(proxy || environment === "dev" ? {} : { triggerConcurrency: 5, apiConcurrency: 10 }),
  };
}
