import { PLACEHOLDER_ACCOUNT } from "#lib/stack-config/deployable";
import { snapshotFaults, windowFaults, type SourceFault } from "#lib/restore/source-faults";
import { resourcePrefix, type AwsConfig, type RestoreFrom } from "#lib/stack-config/stack-config";
import { CloudControl } from "../recovery/cloud-control.ts";
import { DatabaseStates } from "../database-state.ts";
import { Snapshots } from "../restore/snapshots.ts";
import type { PreflightFinding } from "./finding.ts";

/** What stands against `restoreFrom` of a database that is to be made; none where it is there already, or begins empty. */
export async function restoreFaults(config: AwsConfig): Promise<PreflightFinding[]> {
  const { region, database } = config;
  if (database.restoreFrom === undefined) return [];
  const made = await new DatabaseStates(region).find(`${resourcePrefix(config)}-database`);
  if (made !== undefined) return [];
  const faults = await sourceFaults(config, database.restoreFrom);
  return faults.map((it) => ({ level: "fault", ...it }));
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
