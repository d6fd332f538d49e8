import type { RestoreFrom } from "../stack-config/stack-config.ts";

/** The inputs of a database server that say where its data comes from, as Pulumi's provider takes them. */
export interface SourceInputs {
  readonly snapshotIdentifier?: string;
  readonly restoreToPointInTime?: Readonly<Record<string, string | boolean>>;
}

/** They count when it is made, and AWS tells nothing of them afterwards. */
export function sourceInputs(kind: "instance" | "cluster", from: RestoreFrom): SourceInputs {
  if ("snapshot" in from) return { snapshotIdentifier: from.snapshot };
  const [source, time] =
    kind === "instance"
      ? ["sourceDbInstanceIdentifier", "restoreTime"]
      : ["sourceClusterIdentifier", "restoreToTime"];
  return {
    restoreToPointInTime: {
      [source]: from.instance,
      ...(from.at === "latest" ? { useLatestRestorableTime: true } : { [time]: from.at }),
    },
  };
}
