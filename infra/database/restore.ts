import type * as aws from "@pulumi/aws";
import { RESTORED_TAG } from "#lib/restore/state-database";
import { restoreFromText } from "#lib/restore/restore-from-text";
import type { RestoreFrom } from "#lib/stack-config/stack-config";

type Source<Args> = Pick<
  Args,
  Extract<keyof Args, "snapshotIdentifier" | "restoreToPointInTime" | "tags">
>;

/** The inputs by which a new instance gets its data from a snapshot or from another one's backups; none for an empty one. */
export function instanceSource(from: RestoreFrom | undefined): Source<aws.rds.InstanceArgs> {
  return source(from, (instance, time) => ({
    sourceDbInstanceIdentifier: instance,
    ...(time === undefined ? { useLatestRestorableTime: true } : { restoreTime: time }),
  }));
}

/** The same of a cluster. */
export function clusterSource(from: RestoreFrom | undefined): Source<aws.rds.ClusterArgs> {
  return source(from, (instance, time) => ({
    sourceClusterIdentifier: instance,
    ...(time === undefined ? { useLatestRestorableTime: true } : { restoreToTime: time }),
  }));
}

function source<Point>(
  from: RestoreFrom | undefined,
  point: (instance: string, time: string | undefined) => Point,
) {
  if (from === undefined) return {};
  // What AWS forgets: where a server came from. A restore that was cut finds it again by this.
  const tags = { [RESTORED_TAG]: restoreFromText(from) };
  if ("snapshot" in from) return { tags, snapshotIdentifier: from.snapshot };
  const time = from.at === "latest" ? undefined : from.at;
  return { tags, restoreToPointInTime: point(from.instance, time) };
}
