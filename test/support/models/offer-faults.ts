import type { InstalledModels } from "./installed-models.ts";
import type { MemberFault } from "./lint-faults.ts";
import { asMember } from "./planned-calls.ts";
import { shapeFaults, shown } from "./shape-faults.ts";

type Members = Readonly<Record<string, unknown>>;

/**
 * What AWS's models have in words or dates only, or under another call: a runtime out of support, a log that an engine
 * does not have, a call of a schedule's that no service knows.
 */
export function offerFaults(
  service: string,
  members: Members,
  models: InstalledModels,
  at: Date,
): MemberFault[] {
  if (service === "lambda") return runtimeFaults(members["Runtime"], models, at);
  if (service === "scheduler") return targetFaults(members["Target"] as Target, models);
  return service === "rds" ? logFaults(members, models) : [];
}

function runtimeFaults(runtime: unknown, models: InstalledModels, at: Date): MemberFault[] {
  if (runtime === undefined) return [];
  const lifecycles = models.cfnLint<Record<string, { readonly deprecated: string }>>(
    "AdditionalSpecs/LmbdRuntimeLifecycle.json",
  )!;
  const { deprecated } = lifecycles[String(runtime)] ?? {};
  if (deprecated !== undefined && at < new Date(deprecated)) return [];
  const rule = deprecated ? `is without support since ${deprecated}` : "is no runtime of Lambda";
  return [{ member: "Runtime", rule: `${shown(runtime)} ${rule}` }];
}

/** As the documentation of the calls names them, beside their logs: `RDS for PostgreSQL - <code>postgresql | upgrade`. */
const ENGINES: Readonly<Record<string, string>> = {
  postgres: "RDS for PostgreSQL",
  "aurora-postgresql": "Aurora PostgreSQL",
};

function logFaults(members: Members, models: InstalledModels): MemberFault[] {
  const member = "EnableCloudwatchLogsExports";
  const types = members[member] as readonly string[] | undefined;
  const engine = ENGINES[String(members["Engine"])];
  if (types === undefined || engine === undefined) return [];
  const { shapes } = models.service("rds");
  const shape =
    "DBClusterIdentifier" in members ? "CreateDBClusterMessage" : "CreateDBInstanceMessage";
  const text = shapes[shape]!.members![member]!.documentation ?? "";
  const [, known] = new RegExp(`${engine} - <code>([^<]+)</code>`).exec(text) ?? [];
  if (known === undefined) throw new Error(`botocore no longer says which logs ${engine} has.`);
  return types
    .filter((type) => !known.split(" | ").includes(type))
    .map((type) => ({ member, rule: `${shown(type)} is no log of ${engine}: ${known}` }));
}

interface Target {
  readonly Arn: string;
  readonly Input?: string;
}

/** Of a target that is any call of AWS's, `arn:aws:scheduler:::aws-sdk:rds:stopDBInstance`. */
function targetFaults(
  { Arn: arn, Input: input = "{}" }: Target,
  models: InstalledModels,
): MemberFault[] {
  const [, service, call] = /:scheduler:::aws-sdk:(\w+):(\w+)$/.exec(arn) ?? [];
  if (service === undefined || call === undefined) return [];
  const { operations, shapes } = models.service(service);
  const shape = operations[call[0]!.toUpperCase() + call.slice(1)]?.input?.shape;
  if (shape === undefined)
    return [{ member: "Target", rule: `${service} has no call ${shown(call)}` }];
  // Its members are called as Java's SDK calls them: DbInstanceIdentifier.
  return shapeFaults(shapes, shape, asMember(shapes, shape, JSON.parse(input))).map((fault) => ({
    member: "Target",
    rule: `Input.${fault}`,
  }));
}
