import {
  type DBClusterSnapshot,
  type DBSnapshot,
  DeleteDBClusterSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
  paginateDescribeDBClusters,
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBSnapshots,
  RDSClient,
  type Tag,
} from "@aws-sdk/client-rds";
import { asking, awsCode, clientConfig } from "../aws-client.ts";

/** A snapshot as RDS tells of it. */
export interface Snapshot {
  readonly name: string;
  readonly arn: string;
  /** The server that it is of, by the name that it had. */
  readonly of: string;
  /** `manual`, `automated`, `shared`, `awsbackup`. */
  readonly type: string;
  /** `available`, `creating`, `failed`. */
  readonly status: string;
  /** ISO 8601, in UTC; undefined while it is made. */
  readonly takenAt: string | undefined;
  /** Of the whole server; what is billed is what is used of it. */
  readonly gib: number;
  /** `postgres`, `aurora-postgresql`. */
  readonly engine: string;
  /** `18.3` */
  readonly engineVersion: string;
  readonly masterUser: string;
  readonly isEncrypted: boolean;
  readonly keyArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The times to which a server's own backups lead, as ISO 8601 in UTC. */
export interface RestorableWindow {
  readonly of: string;
  readonly earliest: string;
  readonly latest: string;
}

/** The snapshots and backups of a region. All throw UserErrors for what a person can mend. */
export class Snapshots {
  readonly #client: RDSClient;
  readonly #isCluster: boolean;

  constructor(region: string, kind: "instance" | "cluster") {
    this.#client = new RDSClient(clientConfig(region));
    this.#isCluster = kind === "cluster";
  }

  /** Those of servers that are told by name, the newest first. */
  async of(isWanted: (server: string) => boolean): Promise<Snapshot[]> {
    const client = this.#client;
    const found = await asking("tell of snapshots", async () => {
      const all: Snapshot[] = [];
      if (this.#isCluster) {
        for await (const page of paginateDescribeDBClusterSnapshots({ client }, {}))
          all.push(...(page.DBClusterSnapshots ?? []).map(ofCluster));
      } else {
        // AWS Backup's of an instance are among them only for who asks for them alone.
        for (const asked of [{}, { SnapshotType: "awsbackup" }])
          for await (const page of paginateDescribeDBSnapshots({ client }, asked))
            all.push(...(page.DBSnapshots ?? []).map(ofInstance));
      }
      return all;
    });
    const time = ({ takenAt = "9" }: Snapshot) => takenAt;
    return found.filter(({ of }) => isWanted(of)).sort((a, b) => (time(a) < time(b) ? 1 : -1));
  }

  /** One by its name or its ARN; undefined where there is none that this account may see. */
  async find(nameOrArn: string): Promise<Snapshot | undefined> {
    return asking(`tell of snapshot ${nameOrArn}`, async () => {
      try {
        if (this.#isCluster) {
          const asked = { DBClusterSnapshotIdentifier: nameOrArn, IncludeShared: true };
          const { DBClusterSnapshots: [one] = [] } = await this.#client.send(
            new DescribeDBClusterSnapshotsCommand(asked),
          );
          return one && ofCluster(one);
        }
        const asked = { DBSnapshotIdentifier: nameOrArn, IncludeShared: true };
        const { DBSnapshots: [one] = [] } = await this.#client.send(
          new DescribeDBSnapshotsCommand(asked),
        );
        return one && ofInstance(one);
      } catch (error) {
        if (/SnapshotNotFound/.test(awsCode(error))) return undefined;
        throw error;
      }
    });
  }

  async remove(name: string): Promise<void> {
    await asking(`delete snapshot ${name}`, async () => {
      await (this.#isCluster
        ? this.#client.send(
            new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: name }),
          )
        : this.#client.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: name })));
    });
  }

  /** The windows of servers that are told by name. */
  async windows(isWanted: (server: string) => boolean): Promise<RestorableWindow[]> {
    const client = this.#client;
    const found = await asking("tell of backups", async () => {
      const all: { of?: string; earliest?: Date; latest?: Date }[] = [];
      if (this.#isCluster) {
        for await (const { DBClusters = [] } of paginateDescribeDBClusters({ client }, {}))
          for (const it of DBClusters) {
            const { EarliestRestorableTime: earliest, LatestRestorableTime: latest } = it;
            all.push({ ...named(it.DBClusterIdentifier), ...times(earliest, latest) });
          }
      } else {
        const pages = paginateDescribeDBInstanceAutomatedBackups({ client }, {});
        for await (const { DBInstanceAutomatedBackups = [] } of pages)
          for (const it of DBInstanceAutomatedBackups) {
            const { EarliestTime: earliest, LatestTime: latest } = it.RestoreWindow ?? {};
            all.push({ ...named(it.DBInstanceIdentifier), ...times(earliest, latest) });
          }
      }
      return all;
    });
    return found.flatMap(({ of, earliest, latest }) =>
      of !== undefined && earliest !== undefined && latest !== undefined && isWanted(of)
        ? [{ of, earliest: earliest.toISOString(), latest: latest.toISOString() }]
        : [],
    );
  }
}

const named = (of: string | undefined) => (of === undefined ? {} : { of });

const times = (earliest: Date | undefined, latest: Date | undefined) => ({
  ...(earliest ? { earliest } : {}),
  ...(latest ? { latest } : {}),
});

const ofInstance = (it: DBSnapshot): Snapshot => ({
  ...common(it),
  ...identity(it.DBSnapshotIdentifier, it.SnapshotType),
  arn: it.DBSnapshotArn ?? "",
  of: it.DBInstanceIdentifier ?? "",
  isEncrypted: it.Encrypted === true,
});

const ofCluster = (it: DBClusterSnapshot): Snapshot => ({
  ...common(it),
  ...identity(it.DBClusterSnapshotIdentifier, it.SnapshotType),
  arn: it.DBClusterSnapshotArn ?? "",
  of: it.DBClusterIdentifier ?? "",
  isEncrypted: it.StorageEncrypted === true,
});

/** RDS calls AWS Backup's of a cluster manual, and lets nobody but AWS Backup delete them. */
const identity = (name = "", type = "manual") => ({
  name,
  type: name.startsWith("awsbackup:") ? "awsbackup" : type,
});

const common = (it: DBSnapshot | DBClusterSnapshot) => ({
  status: it.Status ?? "unknown",
  takenAt: it.SnapshotCreateTime?.toISOString(),
  gib: it.AllocatedStorage ?? 0,
  engine: it.Engine ?? "",
  engineVersion: it.EngineVersion ?? "",
  masterUser: it.MasterUsername ?? "",
  keyArn: it.KmsKeyId,
  tags: tagsOf(it.TagList),
});

const tagsOf = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
