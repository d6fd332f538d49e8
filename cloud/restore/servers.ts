import { setTimeout as delay } from "node:timers/promises";
import {
  type DBCluster,
  type DBInstance,
  DeregisterDBProxyTargetsCommand,
  ModifyDBClusterCommand,
  ModifyDBInstanceCommand,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  RDSClient,
} from "@aws-sdk/client-rds";
import { UserError } from "#lib/errors";
import { keptPrefix } from "#lib/restore/kept-name";
import { asking, awsCode, clientConfig } from "../aws-client.ts";

/** A database server as RDS has it. */
export interface Server {
  readonly kind: "instance" | "cluster";
  readonly identifier: string;
  /** `db-…` or `cluster-…`; it stays when the identifier changes. */
  readonly resourceId: string;
  /** RDS's own word: `available`, `renaming`. */
  readonly status: string;
  /** ISO 8601, in UTC; undefined while it is made. */
  readonly createdAt: string | undefined;
  readonly isProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** The identifiers of a cluster's instances; none of an instance. */
  readonly members: readonly string[];
}

export interface Waiting {
  readonly note: (text: string) => void;
  /** Throws after Ctrl-C. */
  readonly check: () => void;
}

/** Between two looks, and for all of them: a rename takes a minute or two. */
const POLL_MS = 3_000;
const PATIENCE_MS = 20 * 60_000;

/** The servers of a region, and what another name for one takes. All throw UserErrors for what a person can mend. */
export class Servers {
  readonly #client: RDSClient;

  constructor(region: string) {
    this.#client = new RDSClient(clientConfig(region));
  }

  /** Every server of a kind whose name begins so. */
  async named(kind: Server["kind"], beginning: string): Promise<Server[]> {
    return asking("tell of its databases", async () => {
      const found: Server[] = [];
      const client = this.#client;
      if (kind === "cluster") {
        for await (const { DBClusters = [] } of paginateDescribeDBClusters({ client }, {}))
          found.push(...DBClusters.map(clusterOf));
      } else {
        for await (const { DBInstances = [] } of paginateDescribeDBInstances({ client }, {}))
          found.push(...DBInstances.filter((it) => !it.DBClusterIdentifier).map(instanceOf));
      }
      return found.filter(({ identifier }) => identifier.startsWith(beginning));
    });
  }

  /** The server that a restore set aside last, of all that had this name; undefined where there is none. */
  async lastKept(kind: Server["kind"], identifier: string): Promise<Server | undefined> {
    const kept = await this.named(kind, keptPrefix(identifier));
    return kept.sort((one, other) => (one.identifier < other.identifier ? -1 : 1)).at(-1);
  }

  /** Takes a server from behind a proxy, which takes one under its name only. Nothing, where it is not there. */
  async deregister(proxy: string, { kind, identifier }: Server): Promise<void> {
    await asking(`take database ${identifier} from behind proxy ${proxy}`, async () => {
      try {
        await this.#client.send(
          new DeregisterDBProxyTargetsCommand({
            DBProxyName: proxy,
            ...(kind === "cluster"
              ? { DBClusterIdentifiers: [identifier] }
              : { DBInstanceIdentifiers: [identifier] }),
          }),
        );
      } catch (error) {
        if (!/NotFound/.test(awsCode(error))) throw error;
      }
    });
  }

  /** Gives a server another name, and a cluster's instances with it; waits until it is there under the new one. */
  async rename(server: Server, to: string, waiting: Waiting): Promise<void> {
    for (const member of server.members) {
      const suffix = /-\d+$/.exec(member)?.[0] ?? "";
      const other = `${to}${suffix}`;
      if (member !== other) await this.#renameInstance(member, other, waiting);
    }
    if (server.kind === "instance") return this.#renameInstance(server.identifier, to, waiting);
    await asking(`give cluster ${server.identifier} another name`, () =>
      this.#client.send(
        new ModifyDBClusterCommand({
          DBClusterIdentifier: server.identifier,
          NewDBClusterIdentifier: to,
          ApplyImmediately: true,
        }),
      ),
    );
    await this.#waitFor("cluster", to, waiting);
  }

  async #renameInstance(from: string, to: string, waiting: Waiting): Promise<void> {
    await asking(`give database ${from} another name`, () =>
      this.#client.send(
        new ModifyDBInstanceCommand({
          DBInstanceIdentifier: from,
          NewDBInstanceIdentifier: to,
          ApplyImmediately: true,
        }),
      ),
    );
    await this.#waitFor("instance", to, waiting);
  }

  /** For some seconds neither name is known. */
  async #waitFor(kind: Server["kind"], name: string, { note, check }: Waiting): Promise<void> {
    const started = Date.now();
    let told = "";
    for (;;) {
      const status = await this.#statusOf(kind, name);
      if (status === "available") return;
      if (Date.now() - started > PATIENCE_MS) {
        throw new UserError(
          `Database ${name} is ${status ?? "not there"} after 20 min.`,
          "Look at it in the RDS console, then type the command again: it goes on.",
        );
      }
      const line = `Database ${name} is ${status ?? "not there yet"}; waiting …`;
      if (line !== told) note(line);
      told = line;
      check();
      await delay(POLL_MS);
    }
  }

  async #statusOf(kind: Server["kind"], name: string): Promise<string | undefined> {
    if (kind === "cluster") {
      return (await this.named(kind, name)).find((it) => it.identifier === name)?.status;
    }
    return asking(`tell of database ${name}`, async () => {
      const pages = paginateDescribeDBInstances({ client: this.#client }, {});
      for await (const { DBInstances = [] } of pages) {
        const found = DBInstances.find((it) => it.DBInstanceIdentifier === name);
        if (found) return found.DBInstanceStatus;
      }
      return undefined;
    });
  }
}

const tagsOf = ({ TagList = [] }: DBInstance | DBCluster): Record<string, string> =>
  Object.fromEntries(TagList.map(({ Key = "", Value = "" }) => [Key, Value]));

const instanceOf = (it: DBInstance): Server => ({
  kind: "instance",
  identifier: it.DBInstanceIdentifier ?? "",
  resourceId: it.DbiResourceId ?? "",
  status: it.DBInstanceStatus ?? "unknown",
  createdAt: it.InstanceCreateTime?.toISOString(),
  isProtected: it.DeletionProtection === true,
  tags: tagsOf(it),
  members: [],
});

const clusterOf = (it: DBCluster): Server => ({
  kind: "cluster",
  identifier: it.DBClusterIdentifier ?? "",
  resourceId: it.DbClusterResourceId ?? "",
  status: it.Status ?? "unknown",
  createdAt: it.ClusterCreateTime?.toISOString(),
  isProtected: it.DeletionProtection === true,
  tags: tagsOf(it),
  members: (it.DBClusterMembers ?? []).flatMap(({ DBInstanceIdentifier: name }) => name ?? []),
});
