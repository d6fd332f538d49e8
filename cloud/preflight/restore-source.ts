import { PLACEHOLDER_ACCOUNT } from "#lib/stack-config/deployable";
import { snapshotFaults, windowFaults, type SourceFault } from "#lib/restore/source-faults";
import { resourcePrefix, type AwsConfig, type RestoreFrom } from "#lib/stack-config/stack-config";
import { restoreFromText } from "#lib/restore/restore-from-text";
import { shellWord, typed } from "#lib/terminal/typed";
import { CloudControl } from "../recovery/cloud-control.ts";
import { DatabaseStates } from "../database-state.ts";
import { Servers } from "../restore/servers.ts";
import { Snapshots } from "../restore/snapshots.ts";
import type { PreflightFinding } from "./finding.ts";

/** What stands against `restoreFrom` of a database that is to be made; none where it is there already, or begins empty. */
export async function restoreFaults(config: AwsConfig): Promise<PreflightFinding[]> {
  const { region, database } = config;
  if (database.restoreFrom === undefined) return [];
  const identifier = `${resourcePrefix(config)}-database`;
  if ((await new DatabaseStates(region).find(identifier)) !== undefined) return [];
  const faults = await sourceFaults(config, database.restoreFrom);
  const kind = database.topology === "aurora" ? "cluster" : "instance";
  const kept = await new Servers(region).lastKept(kind, identifier);
  return [
    ...faults.map((it) => ({ level: "fault", ...it }) as const),
    ...(kept === undefined ? [] : [halfDone(config, database.restoreFrom, kept.identifier)]),
  ];
}

function halfDone({ stack }: AwsConfig, from: RestoreFrom, kept: string): PreflightFinding {
  const source = restoreFromText(from);
  const again = `--target ${stack} --from ${shellWord(source)} --confirm ${stack}`;
  return {
    level: "warning",
    problem: `Stack ${stack} is in the middle of a restore: its database of before is ${kept}, and the new one comes from ${source}.`,
    hint: `To go on with it: ${typed("rds:restore", again)}`,
  };
}

/** Why a stack's database cannot be made from there, as AWS tells it. */
export async function sourceFaults(config: AwsConfig, from: RestoreFrom): Promise<SourceFault[]> {
  const { region, stack, database } = config;
  const kind = database.topology === "aurora" ? "cluster" : "instance";
  const about = {
    ...({ stack, region, kind, engineVersion: database.engineVersion } as const),
    environment: config.environment,
    ...(database.customerKey ? { key: await keyOf(config) } : {}),
    account: config.accountId === PLACEHOLDER_ACCOUNT ? undefined : config.accountId,
  };
  const snapshots = new Snapshots(region, kind);
  if ("instance" in from) {
    const [window] = await snapshots.windows((server) => server === from.instance);
    return windowFaults(from, window, about);
  }
  const place = /^arn:[^:]+:rds:([^:]+):/.exec(from.snapshot)?.[1];
  const isHere = place === undefined || place === region;
  const found = isHere ? await snapshots.find(from.snapshot) : undefined;
  const other = kind === "cluster" ? "instance" : "cluster";
  const elsewhere =
    found ?? (isHere ? await new Snapshots(region, other).find(from.snapshot) : undefined);
  return snapshotFaults(from.snapshot, elsewhere, { ...about, place });
}

async function keyOf(config: AwsConfig): Promise<{ alias: string; id: string | undefined }> {
  const alias = `alias/${resourcePrefix(config)}-database`;
  const listed = await new CloudControl(config.region).list("AWS::KMS::Alias", {}, [
    "AliasName",
    "TargetKeyId",
  ]);
  const found = listed.find(({ properties }) => properties["AliasName"] === alias);
  const id = found?.properties["TargetKeyId"];
  return { alias, id: typeof id === "string" ? id.split("/").at(-1) : undefined };
}
