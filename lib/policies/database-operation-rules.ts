import { flagRule, givenRule, inputRule, type ResourceRule } from "./rule.ts";
import { shown } from "./inputs.ts";
import { TYPES } from "./resource-types.ts";

const SERVERS = [TYPES.instance, TYPES.cluster];
const MACHINES = [TYPES.instance, TYPES.clusterInstance];

/** Rules about keeping the database's data, and about telling how it fares. */
export const DATABASE_OPERATION_RULES: readonly ResourceRule[] = [
  flagRule({
    name: "database-two-zones",
    controls: ["RDS.5", "CIS 5.0 2.2.4", "CIS 6.0 3.2.4", "CKV_AWS_157"],
    summary: "A standby in another availability zone takes over",
    types: [TYPES.instance],
    property: "multiAz",
    why: "a zone that fails costs a minute instead of the service",
  }),
  {
    name: "database-enhanced-monitoring",
    controls: ["RDS.6", "CKV_AWS_118"],
    summary: "The operating system's figures are collected",
    types: MACHINES,
    *faults(inputs) {
      const seconds = inputs.number("monitoringInterval") ?? 0;
      const wanted = "an interval of 1 to 60 seconds, and the role that may write the figures";
      const change = "Set monitoringInterval: 60 and monitoringRoleArn.";
      if (seconds <= 0) {
        yield {
          found: `monitoringInterval is ${shown(inputs.get("monitoringInterval"))}`,
          wanted,
          change,
        };
      } else if (inputs.text("monitoringRoleArn") === undefined) {
        yield { found: "monitoringRoleArn is not set", wanted, change };
      }
    },
  },
  flagRule({
    name: "database-deletion-protection",
    controls: ["RDS.7", "RDS.8", "CKV_AWS_139", "CKV_AWS_293"],
    summary: "AWS refuses to delete the database",
    types: SERVERS,
    property: "deletionProtection",
    why: "no command and no console click can delete it by mistake",
  }),
  {
    name: "database-logs-exported",
    controls: ["RDS.9", "RDS.36", "RDS.37", "CKV_AWS_129", "CKV_AWS_324"],
    summary: "PostgreSQL's log goes to CloudWatch",
    types: SERVERS,
    *faults(inputs) {
      const logs = inputs.list("enabledCloudwatchLogsExports");
      if (logs.includes("postgresql")) return;
      yield {
        found: `enabledCloudwatchLogsExports is ${shown(inputs.get("enabledCloudwatchLogsExports"))}`,
        wanted: '"postgresql" among them: a log on the server is gone after days',
        change: 'Set enabledCloudwatchLogsExports: ["postgresql"].',
      };
    },
  },
  inputRule({
    name: "database-backups-week",
    controls: ["RDS.11", "CKV_AWS_133"],
    summary: "Automated backups are kept for a week or longer",
    types: SERVERS,
    property: "backupRetentionPeriod",
    isRight: (days) => Number(days) >= 7,
    wanted: "7 days or more",
    change: "Set backupRetentionPeriod (database.backupDays in the stack's configuration).",
  }),
  inputRule({
    name: "database-backups",
    controls: ["CRUDDUR.BACKUPS"],
    summary: "Automated backups are made",
    types: SERVERS,
    property: "backupRetentionPeriod",
    // A cluster has a day when nothing is said, an instance none; neither is left to chance.
    isRight: (days) => Number(days) >= 1,
    wanted: "1 day or more, in every environment: without it there is no going back in time",
    change: "Set backupRetentionPeriod to 1 or more.",
  }),
  inputRule({
    name: "database-minor-upgrades",
    controls: ["RDS.13", "RDS.35", "CIS 5.0 2.2.2", "CIS 6.0 3.2.2", "CKV_AWS_226"],
    summary: "Minor versions, which mend security faults, are installed by RDS",
    types: MACHINES,
    property: "autoMinorVersionUpgrade",
    isRight: (value) => value === true,
    wanted: "true",
    change: "Set autoMinorVersionUpgrade: true, and engineVersion to the major version alone.",
  }),
  flagRule({
    name: "database-snapshot-tags",
    controls: ["RDS.16", "RDS.17", "CKV_AWS_313", "CKV2_AWS_60"],
    summary: "Snapshots carry the database's tags",
    types: SERVERS,
    property: "copyTagsToSnapshot",
    why: "a snapshot without tags belongs to nobody, and is billed for ever",
  }),
  flagRule({
    name: "database-performance-insights",
    controls: ["CKV_AWS_353"],
    summary: "Performance insights are collected",
    types: MACHINES,
    property: "performanceInsightsEnabled",
    why: "7 days of what the database waited for cost nothing",
  }),
  givenRule({
    name: "database-insights-own-key",
    controls: ["CKV_AWS_354"],
    summary: "Performance insights are encrypted by a key of our own",
    types: MACHINES,
    property: "performanceInsightsKmsKeyId",
    wanted: "a customer-managed key",
    change: "Set performanceInsightsKmsKeyId.",
  }),
  inputRule({
    name: "database-mended-version",
    controls: ["CKV_AWS_250", "CKV_AWS_388"],
    summary: "PostgreSQL's version has neither the log_fdw nor the local file read fault",
    types: [TYPES.instance, TYPES.cluster],
    property: "engineVersion",
    // The last versions that had either were of PostgreSQL 12; 13 is the first major that never did.
    isRight: (version) => Number.parseInt(String(version), 10) >= 13,
    wanted: "13 or newer",
    change: "Set engineVersion to a major version that is supported.",
  }),
];
