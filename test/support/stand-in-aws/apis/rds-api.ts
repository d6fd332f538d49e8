import type { Inputs } from "@pulumi/pulumi";
import { ACCOUNT, REGION } from "../../aws-answers.ts";
import { CLUSTER_SNAPSHOT, SNAPSHOT, type Held, type StandInAccount } from "../account.ts";
import { snapshotName, type StandInDatabases } from "../databases.ts";

const INSTANCE = "aws:rds/instance:Instance";
const CLUSTER = "aws:rds/cluster:Cluster";
const MEMBER = "aws:rds/clusterInstance:ClusterInstance";
const TARGET = "aws:rds/proxyTarget:ProxyTarget";

interface Asked {
  readonly account: StandInAccount;
  readonly databases: StandInDatabases;
  readonly fields: URLSearchParams;
}

type Action = (asked: Asked) => Promise<string> | string;

/** What RDS's own API does to the account's servers and their snapshots; undefined for a call of another kind. */
export async function rdsAnswer(asked: Asked): Promise<string | undefined> {
  const name = asked.fields.get("Action") ?? "";
  const action = ACTIONS[name];
  if (action === undefined) return undefined;
  const { account } = asked;
  if (account.settings.unansweredCalls?.includes(name)) {
    await action(asked);
    await new Promise(() => {});
  }
  return `<${name}Result>${await action(asked)}</${name}Result>`;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  DescribeDBInstances: ({ account, fields }) =>
    `<DBInstances>${instancesFor(account, fields).map(instanceXml).join("")}</DBInstances>`,
  DescribeDBClusters: ({ account, fields }) =>
    `<DBClusters>${serversFor(account, CLUSTER, fields.get("DBClusterIdentifier"))
      .map((held) => clusterXml(account, held))
      .join("")}</DBClusters>`,
  ModifyDBInstance: async ({ account, databases, fields }) => {
    const [held] = instancesFor(account, fields);
    return instanceXml(
      await renamed(account, databases, held!, fields.get("NewDBInstanceIdentifier")!),
    );
  },
  ModifyDBCluster: async ({ account, databases, fields }) => {
    const [held] = serversFor(account, CLUSTER, fields.get("DBClusterIdentifier"));
    const to = await renamed(account, databases, held!, fields.get("NewDBClusterIdentifier")!);
    return clusterXml(account, to, "DBCluster");
  },
  DeregisterDBProxyTargets: ({ account, fields }) => {
    const names = ["DBInstanceIdentifiers", "DBClusterIdentifiers"].map((it) =>
      fields.get(`${it}.member.1`),
    );
    for (const held of account.all(TARGET)) {
      const { dbInstanceIdentifier, dbClusterIdentifier } = held.inputs;
      if (names.includes(dbInstanceIdentifier ?? dbClusterIdentifier)) account.remove(held);
    }
    return "";
  },
  DescribeDBInstanceAutomatedBackups: ({ account }) =>
    `<DBInstanceAutomatedBackups>${account.all(INSTANCE).map(backupXml).join("")}</DBInstanceAutomatedBackups>`,
  CreateDBSnapshot: (asked) =>
    taken(asked, INSTANCE, "DBInstanceIdentifier", "DBSnapshotIdentifier"),
  CreateDBClusterSnapshot: (asked) =>
    taken(asked, CLUSTER, "DBClusterIdentifier", "DBClusterSnapshotIdentifier"),
  DescribeDBSnapshots: ({ account, fields }) =>
    `<DBSnapshots>${snapshotsFor(account, fields, SNAPSHOT).join("")}</DBSnapshots>`,
  DescribeDBClusterSnapshots: ({ account, fields }) =>
    `<DBClusterSnapshots>${snapshotsFor(account, fields, CLUSTER_SNAPSHOT).join("")}</DBClusterSnapshots>`,
  DeleteDBSnapshot: (asked) => removed(asked, SNAPSHOT, "DBSnapshotIdentifier"),
  DeleteDBClusterSnapshot: (asked) =>
    removed(asked, CLUSTER_SNAPSHOT, "DBClusterSnapshotIdentifier"),
};

const identifierOf = ({ inputs }: Held): string =>
  String(inputs["identifier"] ?? inputs["clusterIdentifier"]);

function serversFor(account: StandInAccount, type: string, name: string | null): Held[] {
  const found = account.all(type).filter((it) => name === null || identifierOf(it) === name);
  if (found.length > 0 || name === null) return found;
  const what = type === CLUSTER ? "DBCluster" : "DBInstance";
  throw new Error(
    `api error ${what}NotFound${type === CLUSTER ? "Fault" : ""}: ${what} ${name} not found`,
  );
}

/** Aurora's instances are instances too. */
function instancesFor(account: StandInAccount, fields: URLSearchParams): Held[] {
  const name = fields.get("DBInstanceIdentifier");
  const members = account.all(MEMBER).filter((it) => name === null || identifierOf(it) === name);
  if (name !== null && members.length > 0) return members;
  return [...serversFor(account, INSTANCE, name), ...members];
}

async function renamed(
  account: StandInAccount,
  databases: StandInDatabases,
  held: Held,
  to: string,
): Promise<Held> {
  await databases.renamed(held, to);
  const from = identifierOf(held);
  const key = held.type === CLUSTER ? "clusterIdentifier" : "identifier";
  const changed: Inputs = { [key]: to };
  const moved = {
    ...held,
    // The provider's id of an instance is RDS's own, which stays; of the others it is the name.
    id: held.type === INSTANCE ? held.id : to,
    inputs: { ...held.inputs, ...changed },
    outputs: {
      ...held.outputs,
      ...changed,
      address: `${to}.rds.invalid`,
      endpoint: `${to}.rds.invalid`,
    },
  };
  account.remove(held);
  account.put(moved);
  if (held.type !== CLUSTER) return moved;
  for (const member of account
    .all(MEMBER)
    .filter((it) => it.inputs["clusterIdentifier"] === from)) {
    account.put({ ...member, inputs: { ...member.inputs, clusterIdentifier: to } });
  }
  return moved;
}

async function taken(
  { account, databases, fields }: Asked,
  type: string,
  of: string,
  as: string,
): Promise<string> {
  const [server] = serversFor(account, type, fields.get(of));
  const name = fields.get(as)!;
  const kind = type === CLUSTER ? CLUSTER_SNAPSHOT : SNAPSHOT;
  if (account.find(kind, name)) {
    throw new Error(
      `api error DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
    );
  }
  await databases.copied(server!, snapshotName(name));
  const {
    engine,
    storageEncrypted,
    allocatedStorage = 20,
    username,
    masterUsername,
    kmsKeyId,
  } = server!.inputs;
  const { engineVersionActual, tagsAll = {} } = server!.outputs;
  const held: Held = {
    type: kind,
    id: name,
    inputs: {
      ...{
        of: identifierOf(server!),
        engine,
        storageEncrypted,
        allocatedStorage,
        kmsKeyId,
        tagsAll,
      },
      username: username ?? masterUsername,
      engineVersion: engineVersionActual,
      time: new Date().toISOString(),
    },
    outputs: {},
  };
  account.put(held);
  return snapshotXml(held);
}

function snapshotsFor(account: StandInAccount, fields: URLSearchParams, type: string): string[] {
  const name = fields.get("DBSnapshotIdentifier") ?? fields.get("DBClusterSnapshotIdentifier");
  const of = fields.get("DBInstanceIdentifier") ?? fields.get("DBClusterIdentifier");
  const found = account
    .all(type)
    .filter(({ id }) => name === null || id === name.split(":").at(-1))
    .filter(({ inputs }) => of === null || inputs["of"] === of)
    // AWS Backup's of an instance are told to who asks for them alone; those of a cluster are manual ones.
    .filter(
      ({ id }) =>
        name !== null ||
        type === CLUSTER_SNAPSHOT ||
        id.startsWith("awsbackup:") === (fields.get("SnapshotType") === "awsbackup"),
    );
  if (name !== null && found.length === 0) {
    const code = type === SNAPSHOT ? "DBSnapshotNotFound" : "DBClusterSnapshotNotFoundFault";
    throw new Error(`api error ${code}: ${name} not found`);
  }
  return found.map(snapshotXml);
}

async function removed({ account, databases, fields }: Asked, type: string, key: string) {
  const held = account.find(type, fields.get(key)!);
  if (!held) throw new Error(`api error DBSnapshotNotFound: ${fields.get(key)} not found`);
  account.remove(held);
  await databases.dropped(snapshotName(held.id));
  return "";
}

function snapshotXml({ type, id, inputs }: Held): string {
  const what = type === SNAPSHOT ? "DBSnapshot" : "DBClusterSnapshot";
  const of = type === SNAPSHOT ? "DBInstanceIdentifier" : "DBClusterIdentifier";
  const kind = type === SNAPSHOT ? "snapshot" : "cluster-snapshot";
  const encrypted = type === SNAPSHOT ? "Encrypted" : "StorageEncrypted";
  return element(what, {
    [`${what}Identifier`]: id,
    [`${what}Arn`]: `arn:aws:rds:${REGION}:${ACCOUNT}:${kind}:${id}`,
    [of]: inputs["of"],
    SnapshotCreateTime: inputs["time"],
    SnapshotType: inputs["snapshotType"] ?? "manual",
    Status: inputs["status"] ?? "available",
    PercentProgress: 100,
    Engine: inputs["engine"],
    EngineVersion: inputs["engineVersion"],
    AllocatedStorage: inputs["allocatedStorage"],
    MasterUsername: inputs["username"],
    [encrypted]: inputs["storageEncrypted"] === true,
    KmsKeyId: inputs["kmsKeyId"],
    TagList: tagsXml(inputs["tagsAll"]),
  });
}

/** RDS keeps it up to five minutes ago, back to the days that backups are kept. */
function windowOf(): { EarliestTime: string; LatestTime: string } {
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
  return { EarliestTime: ago(7 * 86_400_000), LatestTime: ago(0) };
}

const backupXml = (held: Held): string =>
  element("DBInstanceAutomatedBackup", {
    DBInstanceIdentifier: identifierOf(held),
    DbiResourceId: held.outputs["resourceId"],
    Status: "active",
    RestoreWindow: element("", windowOf()),
  });

function instanceXml(held: Held): string {
  const { inputs, outputs, status = "available" } = held;
  return element("DBInstance", {
    DBInstanceIdentifier: identifierOf(held),
    DbiResourceId: outputs["resourceId"] ?? outputs["dbiResourceId"],
    DBClusterIdentifier: inputs["clusterIdentifier"],
    DBInstanceStatus: status,
    DBInstanceClass: inputs["instanceClass"],
    Engine: inputs["engine"],
    EngineVersion: outputs["engineVersionActual"],
    AllocatedStorage: inputs["allocatedStorage"],
    MasterUsername: inputs["username"],
    StorageEncrypted: inputs["storageEncrypted"] === true,
    KmsKeyId: inputs["kmsKeyId"],
    DeletionProtection: inputs["deletionProtection"] === true,
    LatestRestorableTime: windowOf().LatestTime,
    TagList: tagsXml(outputs["tagsAll"]),
  });
}

function clusterXml(account: StandInAccount, held: Held, what = "DBCluster"): string {
  const { inputs, outputs, status = "available" } = held;
  const { EarliestTime, LatestTime } = windowOf();
  const members = account
    .all(MEMBER)
    .filter((it) => it.inputs["clusterIdentifier"] === identifierOf(held))
    .map((it) => element("DBClusterMember", { DBInstanceIdentifier: identifierOf(it) }));
  return element(what, {
    DBClusterIdentifier: identifierOf(held),
    DbClusterResourceId: outputs["clusterResourceId"],
    Status: status,
    Engine: inputs["engine"],
    EngineVersion: outputs["engineVersionActual"],
    MasterUsername: inputs["masterUsername"],
    StorageEncrypted: inputs["storageEncrypted"] === true,
    KmsKeyId: inputs["kmsKeyId"],
    DeletionProtection: inputs["deletionProtection"] === true,
    EarliestRestorableTime: EarliestTime,
    LatestRestorableTime: LatestTime,
    DBClusterMembers: members.join(""),
    TagList: tagsXml(outputs["tagsAll"]),
  });
}

const tagsXml = (tags: unknown): string =>
  Object.entries((tags ?? {}) as Record<string, string>)
    .map(([Key, Value]) => element("Tag", { Key, Value }))
    .join("");

function element(name: string, parts: Readonly<Record<string, unknown>>): string {
  const inner = Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `<${key}>${String(value)}</${key}>`)
    .join("");
  return name === "" ? inner : `<${name}>${inner}</${name}>`;
}
