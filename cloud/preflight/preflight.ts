import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { paginateDescribeOrderableDBInstanceOptions, RDSClient } from "@aws-sdk/client-rds";
import { regionOf } from "#lib/aws-data/regions";
import { FUNCTIONS } from "#lib/domain/functions";
import { messageOf, UserError } from "#lib/errors";
import { mendLines, setLine } from "#lib/stack-config/fault";
import { instanceClasses, nearestClass } from "#lib/stack-config/instance-class";
import { leastQuota, reservedConcurrency } from "#lib/stack-config/reserved-concurrency";
import { resourcePrefix, type AwsConfig } from "#lib/stack-config/stack-config";
import { accountPlan } from "./account-plan.ts";
import { awsCode, clientConfig } from "../aws-client.ts";
import type { PreflightFinding } from "./finding.ts";
import { mailFaults } from "./mail.ts";
import { networkFaults } from "./network.ts";
import { restoreFaults } from "./restore-source.ts";

/**
 * What the account and the region cannot do of what a configuration asks for, as AWS itself tells it: the account's plan,
 * its quota of functions, the class, the VPC, SES. Empty where all is well. What AWS does not answer, for want of a permission most
 * of all, is a warning.
 */
export async function preflight(config: AwsConfig): Promise<PreflightFinding[]> {
  const found = await Promise.all([
    asked("the account's plan", "freetier:GetAccountPlanState", () => planFaults(config)),
    asked("the quota of functions", "lambda:GetAccountSettings", () => quotaFaults(config)),
    asked("the classes on offer", "rds:DescribeOrderableDBInstanceOptions", () =>
      classFaults(config),
    ),
    asked("whether SES sends", "ses:GetAccount", () => mailFaults(config)),
    asked("where the database is to come from", "rds:DescribeDBSnapshots", () =>
      restoreFaults(config),
    ),
    asked("the VPC", "ec2:DescribeVpcs, DescribeVpcAttribute, DescribeSubnets", () =>
      networkFaults(config),
    ),
  ]);
  return found.flat();
}

/** Throws one UserError with every fault of `preflight`, and tells its warnings. */
export async function checkPreflight(
  config: AwsConfig,
  note: (text: string) => void,
): Promise<void> {
  const findings = await preflight(config);
  for (const { level, problem, hint } of findings) {
    if (level === "warning") note(`Warning: ${problem}\n${hint}`);
  }
  const faults = findings.filter(({ level }) => level === "fault");
  if (faults.length === 0) return;
  throw new UserError(
    `The account cannot do what the configuration asks for:\n${faults.map(({ problem }) => `- ${problem}`).join("\n")}`,
    faults.map(({ hint }) => hint).join("\n"),
  );
}

async function asked(
  what: string,
  permission: string,
  ask: () => Promise<PreflightFinding[]>,
): Promise<PreflightFinding[]> {
  try {
    return await ask();
  } catch (error) {
    const isDenied = /AccessDenied|Unauthorized/.test(awsCode(error));
    return [
      {
        level: "warning",
        problem: `AWS does not tell ${what}: ${messageOf(error)}`,
        hint: isDenied
          ? `The permission is ${permission}. Without it an up may still end at what the account cannot do.`
          : "An up may still end at what the account cannot do.",
      },
    ];
  }
}

/** A free plan takes the smallest classes and a day of backups: FreeTierRestrictionError. */
async function planFaults({ stack, region, database }: AwsConfig): Promise<PreflightFinding[]> {
  // Other partitions have no such plan.
  if ((regionOf(region)?.partition ?? "aws") !== "aws") return [];
  const { topology, instanceClass, backupDays } = database;
  const isSmall = topology === "instance" && instanceClass.endsWith(".micro");
  if ((isSmall && backupDays <= 1) || (await accountPlan()) !== "FREE") return [];
  const small = nearestClass("db.t4g.micro", instanceClasses(region)) ?? "db.t4g.micro";
  const upgrade =
    "Or leave the free plan: https://console.aws.amazon.com/billing/home#/account (Upgrade plan)";
  const findings: PreflightFinding[] = [];
  if (!isSmall) {
    const what = topology === "instance" ? instanceClass : `${topology}, ${instanceClass}`;
    findings.push({
      level: "fault",
      problem: `The account is on AWS's free plan, which has instances of the size micro only, and not ${what}.`,
      hint: [
        setLine(stack, "topology", "instance"),
        setLine(stack, "instanceClass", small),
        upgrade,
      ].join("\n"),
    });
  }
  if (backupDays > 1) {
    findings.push({
      level: "fault",
      problem: `The account is on AWS's free plan, which keeps backups for 1 day, and not for ${backupDays}.`,
      hint: [setLine(stack, "backupDays", "1"), upgrade].join("\n"),
    });
  }
  return findings;
}

async function quotaFaults(config: AwsConfig): Promise<PreflightFinding[]> {
  const wanted = reservedConcurrency(config);
  if (wanted === 0) return [];
  const client = new LambdaClient(clientConfig(config.region));
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  const { ConcurrentExecutions: quota = 0, UnreservedConcurrentExecutions: free = 0 } =
    AccountLimit ?? {};
  const own = await reservedByStack(client, config);
  // What other stacks of the account reserve is gone for this one.
  const others = quota - free - own;
  const least = leastQuota(wanted + others);
  if (quota >= least) return [];
  const { stack, environment, region, functions } = config;
  const taken = others > 0 ? `, and ${others} are reserved elsewhere in the account` : "";
  const set = (["triggerConcurrency", "apiConcurrency"] as const).filter(
    (key) => functions[key] !== undefined,
  );
  return [
    {
      level: "fault",
      problem: `The functions reserve ${wanted} concurrent executions${taken}: the account's quota must be ${least} or more in ${region}, and is ${quota}.`,
      hint: [
        `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${Math.max(1000, least)} --region ${region}`,
        "It is granted in hours to days, and costs nothing.",
        ...(environment === "dev"
          ? [
              "Or let the functions reserve nothing:",
              ...mendLines(
                stack,
                set.map((key) => [key]),
              ),
            ]
          : []),
      ].join("\n"),
    },
  ];
}

/** Concurrency that the stack's functions have reserved already; 0 before its first up. */
async function reservedByStack(client: LambdaClient, config: AwsConfig): Promise<number> {
  const reserved = await Promise.all(
    FUNCTIONS.map(async ({ name }) => {
      try {
        const FunctionName = `${resourcePrefix(config)}-${name}`;
        const answer = await client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
        return answer.ReservedConcurrentExecutions ?? 0;
      } catch (error) {
        if (awsCode(error) === "ResourceNotFoundException") return 0;
        throw error;
      }
    }),
  );
  return reserved.reduce((sum, number) => sum + number, 0);
}

async function classFaults({ stack, region, database }: AwsConfig): Promise<PreflightFinding[]> {
  const { topology, instanceClass, engineVersion } = database;
  const isAurora = topology === "aurora";
  const pages = paginateDescribeOrderableDBInstanceOptions(
    { client: new RDSClient(clientConfig(region)) },
    { Engine: isAurora ? "aurora-postgresql" : "postgres", DBInstanceClass: instanceClass },
  );
  for await (const { OrderableDBInstanceOptions: options = [] } of pages) {
    if (options.some((it) => it.EngineVersion?.startsWith(`${engineVersion}.`))) return [];
  }
  const others = instanceClasses(region).filter((name) => name !== instanceClass);
  const nearest = isAurora ? undefined : nearestClass(instanceClass, others);
  return [
    {
      level: "fault",
      problem: `RDS offers no ${instanceClass} for PostgreSQL ${engineVersion} in ${region} to this account.`,
      hint:
        nearest === undefined
          ? setLine(stack, "topology", "multi-az")
          : setLine(stack, "instanceClass", nearest),
    },
  ];
}
