import { defineCommand } from "#cli/command";
import { COMMON_OPTIONS, CONFIRM_OPTION } from "#cli/options";
import type { CommandContext } from "#lib/terminal/command-context";
import { runCommand } from "#cli/run-command";
import type { Env } from "#lib/environment";
import { UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { typed } from "#lib/terminal/typed";

/** Variables that the stack's own `up` sets, while it has no outputs yet; so nothing stands in arguments. */
const IN_UP = ["CRUDDUR_REGION", "CRUDDUR_SECRET_ARN", "CRUDDUR_MIGRATOR"] as const;

export const command = defineCommand({
  name: "db:access",
  summary: "Make the database's roles and privileges what the access model says",
  details: [
    "Idempotent: a privilege that the model no longer has is taken away. A private database is reached through the",
    "stack's migrator function, with the master user's password of this moment.",
  ].join("\n"),
  on: "local",
  options: {
    target: COMMON_OPTIONS.target,
    confirm: CONFIRM_OPTION,
  },
  changes: true,
  async run(context, { target: name, confirm }) {
    const inUp = migratorOfEnvironment(process.env);
    if (inUp) return viaMigrator(context, inUp);
    const isStack = name !== "local" && !(name === "prod" && process.env["PROD_CONNECTION_URL"]);
    if (isStack) {
      const { readStackOutputs } = await import("#cloud/read-stack-outputs");
      const outputs = await readStackOutputs(name, process.env);
      if (!outputs.databasePublic && outputs.databaseSecretArn !== undefined) {
        const { region, migratorFunctionName, databaseSecretArn, databaseUser } = outputs;
        return viaMigrator(context, {
          region,
          functionName: migratorFunctionName,
          secretArn: databaseSecretArn,
          user: databaseUser,
        });
      }
    }
    const { withTarget } = await import("#targets/with-target");
    return withTarget(name, { ...context, env: process.env }, (target) =>
      bySql(context, target, confirm),
    );
  },
});

interface MigratorCall {
  readonly region: string;
  readonly functionName: string;
  readonly secretArn: string;
  readonly user?: string;
}

/** Throws a UserError when only some of the variables are set. */
function migratorOfEnvironment(env: Env): MigratorCall | undefined {
  const missing = IN_UP.filter((name) => !env[name]);
  if (missing.length === IN_UP.length) return undefined;
  if (missing.length > 0) {
    throw new UserError(
      `${missing.join(" and ")} is not set, though other variables of pulumi up are.`,
      `Unset them all, and name the database: ${typed("db:access", "--target NAME")}`,
    );
  }
  const [region, secretArn, functionName] = IN_UP.map((name) => env[name]!);
  return { region: region!, secretArn: secretArn!, functionName: functionName! };
}

async function viaMigrator(
  { dryRun, note, print }: CommandContext,
  { region, functionName, secretArn, user }: MigratorCall,
): Promise<object> {
  if (dryRun) {
    print(`Would have ${functionName} make roles and privileges what the access model says.`);
    return { via: functionName };
  }
  note(`Asking ${functionName} in ${region} …`);
  const { managedPassword } = await import("#cloud/database-password");
  const { invokeMigrator } = await import("#cloud/invoke-migrator");
  const password = await managedPassword(region, secretArn);
  const event = { action: "access", password, ...(user ? { user } : {}) };
  const result = await invokeMigrator({ region, functionName }, event);
  print(`${functionName} made roles and privileges what the access model says.`);
  return { via: functionName, ...result };
}

async function bySql(
  { name: chore, dryRun, interactive, note, print }: CommandContext,
  target: Target,
  confirm: string | undefined,
): Promise<object> {
  const { applyTargetAccess } = await import("#database/access/apply-target-access");
  const consent = { confirm, interactive, note };
  const roles = await applyTargetAccess(target, { chore, dryRun, consent });
  const made = dryRun ? "Would make" : "Made";
  print(`${made} ${roles.length} roles and their privileges what the access model says.`);
  return { roles };
}

await runCommand(command, import.meta.filename);
