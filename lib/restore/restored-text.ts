import { costOf } from "../cost/cost-of.ts";
import type { AwsConfig } from "../stack-config/stack-config.ts";
import { typed } from "../terminal/typed.ts";

/** What of a stack's bill goes with a server, whoever uses it. */
const OF_SERVER: readonly string[] = ["compute", "storage", "public address", "master secret"];

/** US dollars that a server which was set aside costs in a month, running all the time. */
function keptUsd(config: AwsConfig): number {
  const { lines } = costOf({ ...config, database: { ...config.database, nightStop: undefined } });
  const own = lines.filter(({ item }) => OF_SERVER.includes(item));
  return Math.round(own.reduce((sum, { usd = 0 }) => sum + usd, 0) * 100) / 100;
}

/** What a person does after a restore: compare, go back, be rid of what was kept. Lines to print. */
export function restoredLines(
  config: AwsConfig,
  kept: { readonly identifier: string; readonly isProtected: boolean } | undefined,
): string[] {
  const { stack, region, database } = config;
  const at = `-- --target ${stack}`;
  const compare = [
    "Compare, before people do:",
    `  npm run db:connect ${at}  the rows, and the newest of them`,
    `  npm run db:drift ${at}`,
    `  npm run db:update-cognito-user-ids ${at} --dry-run  who signed up since, and has no row now`,
  ];
  if (kept === undefined) return compare;
  const { identifier, isProtected } = kept;
  const [what, name] =
    database.topology === "aurora" ? ["cluster", "cluster"] : ["instance", "db-instance"];
  const rds = (command: string) => `aws rds ${command} --region ${region}`;
  const [modify, remove, option] =
    what === "cluster"
      ? ["modify-db-cluster", "delete-db-cluster", "--db-cluster-identifier"]
      : ["modify-db-instance", "delete-db-instance", "--db-instance-identifier"];
  return [
    ...compare,
    `The ${name === "cluster" ? "cluster" : "server"} of before is ${identifier}, as it was. It costs about $${keptUsd(config).toFixed(2)} a month (us-east-1) until it is deleted:`,
    ...(isProtected
      ? [
          `  ${rds(`${modify} ${option} ${identifier} --no-deletion-protection --apply-immediately`)}`,
        ]
      : []),
    ...(what === "cluster"
      ? [
          `  its instances first: ${rds(`delete-db-instance --db-instance-identifier ${identifier}-1`)}, and so on`,
        ]
      : []),
    `  ${rds(`${remove} ${option} ${identifier} --final-db-snapshot-identifier ${identifier}-final`)}`,
    `  its logs: ${`aws logs describe-log-groups --log-group-name-prefix /aws/rds/${what}/${identifier} --region ${region}`}`,
    "To go back to it, as it is now:",
    `  ${typed("rds:restore", `--target ${stack} --from ${identifier}@latest --confirm ${stack}`)}`,
  ];
}
